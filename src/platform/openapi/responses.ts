import { type ApiErrorCode, type ApiErrorDefinition, apiErrors } from "../../protocol/api-errors.ts";
import type { EndpointDefinition } from "../../protocol/endpoint.ts";
import { type EndpointName, endpoints } from "../../protocol/endpoints/table.ts";
import type { Profile } from "../service/profile.ts";
import { type Headers, rateHeaders } from "./rate-headers.ts";
import { type JsonSchema, responseName, schemaReference } from "./schemas.ts";

export interface ResponseObject {
  readonly description: string;
  readonly headers: Headers;
  readonly content: { readonly "application/json": { readonly schema: JsonSchema } };
}

/** Every status an endpoint may answer in this profile, the errors grouped by status (PLATFORM rows 39 and 40). */
export function responses(endpoint: EndpointName, profile: Profile): Readonly<Record<string, ResponseObject>> {
  const definition: EndpointDefinition = endpoints[endpoint];
  const made: Record<string, ResponseObject> = {
    200: response(200, "Success", schemaReference(responseName(endpoint)), profile, replayHeader(definition, profile)),
  };
  const byStatus = Map.groupBy(errorCodes(definition, profile), (code) => statusOf(code, profile));
  for (const [status, codes] of [...byStatus].sort(([a], [b]) => a - b)) {
    const description = codes.map((code) => `\`${code}\`: ${apiErrors[code].summary}`).join("\n\n");
    made[status] = response(status, description, errorSchema(codes), profile);
  }
  return made;
}

/** Any error, of any path: what answers unknown routes and methods too. */
export function errorSchema(codes: readonly ApiErrorCode[]): JsonSchema {
  const order = codes.includes("invalid_state") ? { order: schemaReference("OrderSummary") } : {};
  return { allOf: [schemaReference("Error"), { properties: { code: { enum: codes }, ...order } }] };
}

function errorCodes(definition: EndpointDefinition, profile: Profile): readonly ApiErrorCode[] {
  const auth = (profile.strictAuth && definition.strict?.auth) || definition.auth;
  const unauthorized: readonly ApiErrorCode[] = auth === "public" ? [] : ["unauthorized"];
  // A GET takes no body, but whoever sends one anyway hears whether it could be read.
  const body: readonly ApiErrorCode[] = ["invalid_json", "payload_too_large", "unsupported_media_type"];
  const replay: readonly ApiErrorCode[] =
    definition.method === "POST" && profile.idempotencyKeys ? ["idempotency_in_flight", "idempotency_mismatch"] : [];
  const common = ["invalid_request", ...body, ...unauthorized, ...replay, "rate_limited", "internal"] as const;
  return [...new Set([...common, ...definition.errors])];
}

function statusOf(code: ApiErrorCode, profile: Profile): number {
  const { status, strictStatus }: ApiErrorDefinition = apiErrors[code];
  return profile.strictStatus ? (strictStatus ?? status) : status;
}

function replayHeader({ method }: EndpointDefinition, profile: Profile): Headers {
  if (method !== "POST" || !profile.idempotencyKeys) return {};
  const description = "`true` when this answer was recorded by an earlier request with the same Idempotency-Key";
  return { "Idempotent-Replayed": { description, schema: { type: "string", enum: ["true"] } } };
}

function response(status: number, description: string, schema: JsonSchema, profile: Profile, own: Headers = {}): ResponseObject {
  const requestId = { description: "Names this request in the server's log", schema: { type: "string" } };
  return {
    description,
    headers: { "X-Request-Id": requestId, ...rateHeaders(status, profile), ...own },
    content: { "application/json": { schema } },
  };
}
