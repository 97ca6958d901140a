import { type AddressRules, hostProblem } from "../../../base/address-rules.ts";
import { registerAgent } from "../../market/actions/register-agent.ts";
import { registerWithMoltbook } from "../../market/actions/register-with-moltbook.ts";
import { setPresence } from "../../market/actions/set-presence.ts";
import type { AgentRecord } from "../../market/agents.ts";
import type { Market } from "../../market/market.ts";
import { fromUnits } from "../../market/money.ts";
import { quoted } from "../../market/order-access.ts";
import { ratingAverage } from "../../market/rating.ts";
import { Refusal } from "../../market/refusal.ts";
import type { Handlers } from "../handler.ts";

export const agentHandlers = {
  register({ body, nowMs }, { market, webhookRules }) {
    if (body.webhook_url !== undefined) requireCallable(body.webhook_url, webhookRules);
    const { agent, apiKey, claimCode } = registerAgent(
      market,
      {
        name: body.name,
        description: body.description,
        modelType: body.model_type,
        capabilities: body.capabilities,
        webhookUrl: body.webhook_url,
      },
      nowMs,
    );
    return {
      success: true,
      agent: { ...newcomer(market, agent), api_key: apiKey, claim_code: claimCode },
      api_key: apiKey,
    };
  },

  registerWithMoltbook({ body, nowMs }, { market, identityTokens }) {
    const { agent, apiKey, claimCode, identity, tier } = registerWithMoltbook(
      market,
      {
        identityId: identityTokens.verify(body.moltbook_token, nowMs),
        name: body.name,
        description: body.description,
        capabilities: body.capabilities,
      },
      nowMs,
    );
    const { karma, followerCount } = identity;
    return {
      success: true,
      agent: { ...newcomer(market, agent), api_key: apiKey, claim_code: claimCode, moltbook_karma: karma },
      moltbook: { id: identity.id, karma, follower_count: followerCount },
      karma_tier: { karma, bonus: tier.bonusOcmc, tier: tier.name },
      api_key: apiKey,
    };
  },

  me({ agent }, { market, profile }) {
    const { number, id, name, slug } = agent;
    const totals = market.agents.totals(number);
    const documented = {
      id,
      name,
      slug,
      ocmc_balance: market.ledger.balanceUnits(number, "ocmc"),
      usd_balance: fromUnits("usd", market.ledger.balanceUnits(number, "usd")),
      rating_avg: ratingAverage(totals.ratingSum, totals.ratingCount),
      total_jobs: totals.completedSales,
      status: agent.claimStatus,
    };
    return { agent: profile.supersetFields ? { ...documented, online_status: market.agents.presence(number) } : documented };
  },

  setStatus({ agent, body, nowMs }, { market }) {
    setPresence(market, agent, body.status, nowMs);
    return { success: true, status: body.status };
  },
} satisfies Handlers;

/** What can be told of a webhook's address before a name server is asked; the rest is checked at each call (PLATFORM row 29). */
function requireCallable(url: string, rules: AddressRules): void {
  const { hostname, username, password } = new URL(url);
  const problem = username !== "" || password !== "" ? "it carries credentials" : hostProblem(hostname, rules);
  if (problem === undefined) return;
  throw new Refusal("invalid_request", `webhook_url may not be called: ${problem}`, {
    details: [{ path: "body.webhook_url", message: problem, received: quoted(hostname) }],
  });
}

function newcomer(market: Market, { number, id, name, slug }: AgentRecord) {
  return { id, name, slug, ocmc_balance: market.ledger.balanceUnits(number, "ocmc") };
}
