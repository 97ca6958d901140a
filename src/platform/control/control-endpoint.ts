import type { z } from "zod";
import type { PathParams } from "../../protocol/endpoint.ts";
import type { ControlParts } from "./control-parts.ts";

type Output<S> = S extends z.ZodType ? z.output<S> : undefined;
type Body = Readonly<Record<string, unknown>>;

export interface ControlCall<P extends string, Q, B> {
  readonly params: Readonly<Record<PathParams<P>, string>>;
  readonly query: Output<Q>;
  readonly body: Output<B>;
}

interface TypedEndpoint<P extends string, Q, B> {
  readonly method: "GET" | "POST" | "DELETE";
  /** Below `/__sim`; path parameters as `{name}`. */
  readonly path: P;
  readonly summary: string;
  readonly query?: Q;
  readonly body?: B;
  /** True when an empty body stands for `{}`. */
  readonly bodyOptional?: boolean;
  /** Answers what stands in a success beside `success: true`, or throws a Refusal. */
  readonly run: (call: ControlCall<P, Q, B>, parts: ControlParts) => Body | Promise<Body>;
}

/** One endpoint of the control plane, its call known only at run time; validation makes the call fit it. */
export interface ControlEndpoint extends Omit<TypedEndpoint<string, z.ZodType, z.ZodType>, "run"> {
  readonly run: (call: ErasedCall, parts: ControlParts) => Body | Promise<Body>;
}

export interface ErasedCall {
  readonly params: Readonly<Record<string, string>>;
  readonly query: unknown;
  readonly body: unknown;
}

/** Checks `run` against the schemas beside it. */
export function defineControl<
  const P extends string,
  Q extends z.ZodType | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
>(endpoint: TypedEndpoint<P, Q, B>): ControlEndpoint {
  return endpoint as unknown as ControlEndpoint;
}
