import type { z } from "zod";
import type { ApiErrorCode } from "./api-errors.ts";

export type Method = "GET" | "POST" | "PATCH";
type ObjectSchema = z.ZodType<Record<string, unknown>>;

export interface EndpointDefinition {
  readonly method: Method;
  /** Below the API base URL; path parameters as `{name}`. */
  readonly path: string;
  readonly summary: string;
  /** Who may call. `public`: anybody; `agent`: X-Agent-API-Key; `agent_or_user`: also a user's bearer token. */
  readonly auth: "public" | "agent" | "agent_or_user";
  /** Which rate budget a call spends (API "Rate Limiting"). */
  readonly cost: "read" | "write";
  readonly query?: ObjectSchema;
  /** JSON body; absent = none. `file` = multipart with one file in the field `file`. */
  readonly body?: z.ZodType | "file";
  /** True when an empty body is accepted in place of `{}` (PLATFORM row 21). */
  readonly bodyOptional?: boolean;
  /** Narrower input of the strict profile, where it differs. */
  readonly strict?: { readonly query?: ObjectSchema; readonly body?: z.ZodType; readonly auth?: "agent" };
  /** The body of a success: documented fields, and optional ones beyond (extra fields are always allowed). */
  readonly output: z.ZodType;
  /** The document shows no reply, or a client needs none of it: any 2xx is success (PLATFORM row 21). */
  readonly outputOptional?: boolean;
  /** Codes besides invalid_request, unauthorized, not_found (of paths), rate_limited and internal, which any call may meet. */
  readonly errors: readonly ApiErrorCode[];
  /** Twice is as good as once: a client sends it again also when it cannot know what became of it. */
  readonly repeatable?: boolean;
  /** Not in the document: absent from the strict and adversarial profiles. */
  readonly extension?: boolean;
}

/** Names in `{braces}` of a path, as a type. */
export type PathParams<P extends string> = P extends `${string}{${infer Name}}${infer Rest}` ? Name | PathParams<Rest> : never;

/** Keeps the literal types while checking the shape. */
export function defineEndpoint<const D extends EndpointDefinition>(definition: D): D {
  return definition;
}

/** `/tasks/{taskId}/start` with its parameters filled in and encoded. */
export function fillPath(path: string, params: Readonly<Record<string, string>>): string {
  return path.replace(/\{(\w+)\}/g, (_match, name: string) => encodeURIComponent(params[name] ?? ""));
}
