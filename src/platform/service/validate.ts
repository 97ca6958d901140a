import type { z } from "zod";
import type { EndpointDefinition } from "../../protocol/endpoint.ts";
import type { ApiRequest } from "../../protocol/transport.ts";
import { Refusal } from "../market/refusal.ts";
import type { Profile } from "./profile.ts";

export interface ValidInput {
  readonly query: unknown;
  readonly body: unknown;
}

/** Checks query and body by the table. Throws `invalid_request` with one detail per problem. */
export function validate(profile: Profile, definition: EndpointDefinition, request: ApiRequest): ValidInput {
  const strict = profile.strictInput ? definition.strict : undefined;
  const querySchema = strict?.query ?? definition.query;
  const query = querySchema ? parseInput(querySchema, request.query, "query") : undefined;
  const bodySchema = strict?.body ?? definition.body;
  if (bodySchema === undefined || bodySchema === "file") return { query, body: undefined };
  const sent = request.body === undefined && definition.bodyOptional ? {} : request.body;
  return { query, body: parseInput(bodySchema, sent, "body") };
}

/** Throws `invalid_request` with one detail per problem. */
export function parseInput(schema: z.ZodType, value: unknown, part: "query" | "body"): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const details = result.error.issues.slice(0, 20).map((issue) => ({
    path: [part, ...issue.path.map(String)].join("."),
    message: issue.message,
    received: describe(valueAt(value, issue.path)),
  }));
  const [first] = details;
  throw new Refusal(
    "invalid_request",
    first ? `${first.path}: ${first.message} (received ${first.received})` : `Invalid ${part}`,
    { details },
  );
}

/** What stands at the path in the value as sent, before any coercion. */
function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null && Object.hasOwn(inner, key) ? Reflect.get(inner, key) : undefined,
    value,
  );
}

/** A short picture of what was sent. Not recursive: the value may be nested as deep as its sender likes. */
function describe(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  return String(value);
}
