import type { z } from "zod";
import type { PathParams } from "../protocol/endpoint.ts";
import type { Endpoints } from "../protocol/endpoints/table.ts";

export interface CallOptions {
  /** Aborts the call, its waits and its retries; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** For writes; drawn by the client when absent. */
  readonly idempotencyKey?: string;
}

/** Endpoints whose body is JSON or nothing. The multipart `upload` needs a call of its own and is left out. */
export type CallableName = {
  [Name in keyof Endpoints]: Endpoints[Name] extends { readonly body: "file" } ? never : Name;
}[keyof Endpoints];

// Distributes over unions, whose common keys may be none.
type Flat<T> = T extends unknown
  ? [keyof T] extends [never]
    ? Readonly<Record<string, never>>
    : { readonly [Key in keyof T]: T[Key] }
  : never;
// An empty object schema reads as an index signature of never, which would forbid the path parameters beside it.
type Fields<Input> = string extends keyof Input ? unknown : Input;
type InputOf<Definition, Part extends "query" | "body"> =
  Definition extends Readonly<Record<Part, infer Schema extends z.ZodType>> ? Fields<z.input<Schema>> : unknown;
type AllInput<Name extends CallableName> = { [Param in PathParams<Endpoints[Name]["path"]>]: string } & InputOf<
  Endpoints[Name],
  "query"
> &
  InputOf<Endpoints[Name], "body">;

/** Path parameters, query and body fields of an endpoint as one flat object; fields with a default may be left out. */
export type CallInput<Name extends CallableName> = Flat<AllInput<Name>>;

/** The table's output; undefined too where the platform may answer anything (PLATFORM row 21). */
export type CallOutput<Name extends CallableName> =
  | z.output<Endpoints[Name]["output"]>
  | (Endpoints[Name] extends { readonly outputOptional: true } ? undefined : never);

type CallArguments<Name extends CallableName> =
  Record<never, never> extends CallInput<Name>
    ? [input?: CallInput<Name>, options?: CallOptions]
    : [input: CallInput<Name>, options?: CallOptions];

/** One method per endpoint: `client.getOrder({ taskId }, { signal })`, `client.me()`. */
export type Methods = { readonly [Name in CallableName]: (...args: CallArguments<Name>) => Promise<CallOutput<Name>> };
