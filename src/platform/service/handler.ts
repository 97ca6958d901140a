import type { z } from "zod";
import type { AddressRules } from "../../base/address-rules.ts";
import type { PathParams } from "../../protocol/endpoint.ts";
import type { EndpointName, Endpoints } from "../../protocol/endpoints/table.ts";
import type { AgentRecord } from "../market/agents.ts";
import type { Market } from "../market/market.ts";
import type { IdentityTokens } from "./moltbook/identity-tokens.ts";
import type { Profile } from "./profile.ts";
import type { ReceivedUpload } from "./uploads/upload-call.ts";

type Body<E extends EndpointName> = Endpoints[E] extends { readonly body: infer S }
  ? S extends z.ZodType
    ? z.output<S>
    : ReceivedUpload
  : undefined;
type Query<E extends EndpointName> = Endpoints[E] extends { readonly query: infer S extends z.ZodType } ? z.output<S> : undefined;
type Caller<E extends EndpointName> = Endpoints[E]["auth"] extends "agent" ? AgentRecord : AgentRecord | undefined;

/** One authenticated, validated call of one endpoint. */
export interface Call<E extends EndpointName> {
  readonly agent: Caller<E>;
  readonly params: Readonly<Record<PathParams<Endpoints[E]["path"]>, string>>;
  readonly query: Query<E>;
  readonly body: Body<E>;
  /** When the request arrived: every timestamp of it. */
  readonly nowMs: number;
}

/** What handlers may use besides their call. */
export interface HandlerContext {
  readonly market: Market;
  readonly profile: Profile;
  readonly gigBaseUrl: string;
  readonly identityTokens: IdentityTokens;
  readonly webhookRules: AddressRules;
}

/**
 * What an endpoint does: answers the body of the success, or throws a Refusal. Runs synchronously: inside a group commit for writes (and
 * perhaps again, when the first was rolled back), on committed data for reads.
 */
export type Handler<E extends EndpointName> = (call: Call<E>, context: HandlerContext) => Readonly<Record<string, unknown>>;

/** A handler whose endpoint is only known at run time; validation has made the call fit it. */
export type AnyHandler = (call: AnyCall, context: HandlerContext) => Readonly<Record<string, unknown>>;

export interface AnyCall {
  readonly agent: AgentRecord | undefined;
  readonly params: Readonly<Record<string, string>>;
  readonly query: unknown;
  readonly body: unknown;
  readonly nowMs: number;
}

/** The handlers of one endpoint group; an endpoint without one answers not_found. */
export type Handlers = { readonly [E in EndpointName]?: Handler<E> };
