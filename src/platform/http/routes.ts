import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from "fastify";
import type { EndpointDefinition } from "../../protocol/endpoint.ts";
import { type EndpointName, endpoints } from "../../protocol/endpoints/table.ts";
import { quoted } from "../market/order-access.ts";
import type { Platform } from "../service/platform.ts";
import type { PlatformRequest } from "../service/platform-request.ts";
import { callerHeaders } from "./request-caller.ts";
import { addUploadRoute } from "./upload-route.ts";

export interface RouteOptions {
  readonly platform: Platform;
  /** `/api`. */
  readonly basePath: string;
  /** Where clients reach this server; known once it listens. */
  readonly origin: () => string;
  /** Aborts when the server begins to close. */
  readonly closing: AbortSignal;
  /** Answers a request; never rejects. */
  readonly answer: (request: PlatformRequest, reply: FastifyReply) => void;
  /** Answers what is no request of the table. */
  readonly refuse: (code: "not_found" | "method_not_allowed", message: string, reply: FastifyReply) => void;
}

// HEAD is not among them: the document has none, so it is an unknown route.
const otherMethods: readonly HTTPMethods[] = ["GET", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"];

/** Routes derive from the endpoint table; a known path with another method is 405, everything else 404, both before any body is read. */
export function addRoutes(app: FastifyInstance, { platform, basePath, origin, closing, answer, refuse }: RouteOptions): void {
  const methodsByPath = new Map<string, HTTPMethods[]>();
  for (const name of platform.endpoints) {
    const { method, path, body }: EndpointDefinition = endpoints[name];
    const url = basePath + path.replace(/\{(\w+)\}/g, ":$1");
    methodsByPath.set(url, [...(methodsByPath.get(url) ?? []), method]);
    if (body === "file") {
      const { maxUploadBodyBytes: maxBodyBytes } = platform.profile;
      addUploadRoute(app, {
        url,
        maxBodyBytes,
        closing,
        answer: (file, request, reply) => answer({ ...toPlatformRequest(name, request), file, origin: origin() }, reply),
      });
    } else app.route({ method, url, handler: (request, reply) => answer(toPlatformRequest(name, request), reply) });
  }
  for (const [url, allowed] of methodsByPath) {
    refuseAll(
      app,
      url,
      otherMethods.filter((method) => !allowed.includes(method)),
      (request, reply) => {
        const message = `${request.method} is not allowed here; allowed: ${allowed.join(", ")}`;
        refuse("method_not_allowed", message, reply.header("allow", allowed.join(", ")));
      },
    );
  }
  const unknown = (request: FastifyRequest, reply: FastifyReply) => {
    const [path = ""] = request.url.split("?");
    const hint = path.startsWith(`${basePath}/`)
      ? "/docs shows what there is"
      : `the API is below ${basePath}, and /docs shows it`;
    refuse("not_found", `No ${request.method} ${quoted(path)} here; ${hint}`, reply);
  };
  refuseAll(app, "*", [...otherMethods, "HEAD"], unknown);
  app.setNotFoundHandler(unknown);
}

function refuseAll(
  app: FastifyInstance,
  url: string,
  method: HTTPMethods[],
  onRequest: (request: FastifyRequest, reply: FastifyReply) => void,
): void {
  // The hook never calls on, so neither the body parser nor the handler runs.
  app.route({ method, url, onRequest: (request, reply, _done) => onRequest(request, reply), handler: () => {} });
}

function toPlatformRequest(endpoint: EndpointName, request: FastifyRequest): PlatformRequest {
  return {
    endpoint,
    params: request.params as Record<string, string>,
    query: request.query as Record<string, string>,
    body: request.body,
    headers: callerHeaders(request),
    remoteAddress: request.ip,
  };
}
