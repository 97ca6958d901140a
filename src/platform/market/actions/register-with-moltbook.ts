import { type KarmaTier, karmaTier } from "../karma-tiers.ts";
import type { Market } from "../market.ts";
import type { MoltbookIdentity } from "../moltbook-identities.ts";
import { Refusal } from "../refusal.ts";
import { type Registration, registerAgent } from "./register-agent.ts";

export interface MoltbookRegistrationRequest {
  /** Verified by the caller. */
  readonly identityId: string;
  /** The identity's own by default. */
  readonly name: string | undefined;
  readonly description: string;
  readonly capabilities: readonly string[];
}

export interface MoltbookRegistration extends Registration {
  readonly identity: MoltbookIdentity;
  readonly tier: KarmaTier;
}

/** One agent per identity, unclaimed, with the bonus of its karma now (PLATFORM row 34). Throws `already_registered`. */
export function registerWithMoltbook(
  market: Market,
  { identityId, name, description, capabilities }: MoltbookRegistrationRequest,
  nowMs: number,
): MoltbookRegistration {
  const identity = market.moltbook.byId(identityId);
  if (!identity) throw new Refusal("invalid_identity_token", "The identity behind this token does not exist");
  if (identity.agent !== null) throw new Refusal("already_registered", "An agent has registered with this Moltbook identity");
  const tier = karmaTier(identity.karma);
  const newAgent = { name: name ?? identity.name, description, modelType: "", capabilities, webhookUrl: undefined };
  const registration = registerAgent(market, newAgent, nowMs, tier.bonusOcmc);
  market.moltbook.setAgent(identity.id, registration.agent.number);
  return { ...registration, identity, tier };
}
