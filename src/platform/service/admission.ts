import type { EndpointDefinition } from "../../protocol/endpoint.ts";
import { endpoints } from "../../protocol/endpoints/table.ts";
import type { AgentRecord } from "../market/agents.ts";
import type { Market } from "../market/market.ts";
import { Refusal } from "../market/refusal.ts";
import { authenticate } from "./authenticate.ts";
import { bearerUser } from "./bearer-user.ts";
import type { PlatformRequest } from "./platform-request.ts";
import type { Profile } from "./profile.ts";
import type { RateLimiter } from "./rate-limits/rate-limiter.ts";

/** Who calls, and may it call now? */
export interface Admission {
  readonly agent: AgentRecord | undefined;
  /** `rate_limited`, else `unauthorized`, else none. */
  readonly refusal: Refusal | undefined;
  /** What every answer to this request says of the caller's limits. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface AdmissionParts {
  readonly market: Market;
  readonly profile: Profile;
  /** Absent = nobody is limited. */
  readonly limiter: RateLimiter | undefined;
}

/** Identifies and counts a request. A wrong key is an anonymous caller's, so that guessing keys spends the address's budget (PLATFORM row 38). */
export function admit(request: PlatformRequest, nowMs: number, { market, profile, limiter }: AdmissionParts): Admission {
  const definition: EndpointDefinition = endpoints[request.endpoint];
  const { agent, refusal } = identify(() => authenticate(market, profile, definition, request));
  if (!limiter) return { agent, refusal, headers: {} };
  const verdict = limiter.admit(
    {
      cost: definition.cost,
      callerId: agent?.id ?? (definition.auth === "agent_or_user" ? bearerUser(market, request)?.id : undefined),
      address: request.remoteAddress ?? "",
      registers: definition.auth === "public" && definition.cost === "write",
    },
    nowMs,
  );
  return { agent, refusal: verdict.refusal ?? refusal, headers: verdict.headers };
}

/** Something that never became a request: an unknown path, an unreadable body. */
export interface StrayRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly remoteAddress: string;
}

/** The same for stray requests, which count like others. */
export function admitStray(stray: StrayRequest, nowMs: number, { market, limiter }: AdmissionParts): Admission {
  const key = stray.headers["x-agent-api-key"];
  const agent = key === undefined ? undefined : market.agents.byKey(key);
  if (!limiter) return { agent, refusal: undefined, headers: {} };
  const cost = ["GET", "HEAD"].includes(stray.method) ? "read" : "write";
  const verdict = limiter.admit({ cost, callerId: agent?.id, address: stray.remoteAddress, registers: false }, nowMs);
  return { agent, ...verdict };
}

function identify(authenticated: () => AgentRecord | undefined): Omit<Admission, "headers"> {
  try {
    return { agent: authenticated(), refusal: undefined };
  } catch (error) {
    if (error instanceof Refusal) return { agent: undefined, refusal: error };
    throw error;
  }
}
