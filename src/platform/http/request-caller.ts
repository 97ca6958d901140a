import type { FastifyRequest } from "fastify";
import type { StrayRequest } from "../service/admission.ts";

const forwardedHeaders = ["x-agent-api-key", "authorization", "idempotency-key"] as const;

/** The headers that the platform itself reads; of a repeated one it sees none. */
export function callerHeaders(request: FastifyRequest): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const name of forwardedHeaders) {
    const value = request.headers[name];
    if (typeof value === "string") headers[name] = value;
  }
  return headers;
}

/** A request that got no further than its first line and headers. */
export function strayRequest(request: FastifyRequest): StrayRequest {
  const [path = ""] = request.url.split("?", 1);
  return { method: request.method, path, headers: callerHeaders(request), remoteAddress: request.ip };
}
