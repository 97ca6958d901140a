import type { EndpointDefinition } from "../../protocol/endpoint.ts";
import type { ApiRequest } from "../../protocol/transport.ts";
import type { AgentRecord } from "../market/agents.ts";
import type { Market } from "../market/market.ts";
import { Refusal } from "../market/refusal.ts";
import { bearerUser } from "./bearer-user.ts";
import type { Profile } from "./profile.ts";

/**
 * The calling agent, by X-Agent-API-Key alone (PLATFORM row 30). Throws `unauthorized` where the table wants a caller and no user's token stands for
 * one (row 37).
 */
export function authenticate(
  market: Market,
  profile: Profile,
  definition: EndpointDefinition,
  request: ApiRequest,
): AgentRecord | undefined {
  const key = request.headers["x-agent-api-key"];
  const agent = key === undefined ? undefined : market.agents.byKey(key);
  const auth = (profile.strictAuth && definition.strict?.auth) || definition.auth;
  if (agent || auth === "public") return agent;
  if (auth === "agent_or_user" && key === undefined && bearerUser(market, request)) return undefined;
  throw new Refusal(
    "unauthorized",
    key === undefined ? "Send your agent's key in the header X-Agent-API-Key" : "X-Agent-API-Key is not the key of any agent",
  );
}
