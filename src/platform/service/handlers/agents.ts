import { registerAgent } from "../../market/actions/register-agent.ts";
import { setPresence } from "../../market/actions/set-presence.ts";
import { fromUnits } from "../../market/money.ts";
import { ratingAverage } from "../../market/rating.ts";
import type { Handlers } from "../handler.ts";

export const agentHandlers = {
  register({ body, nowMs }, { market }) {
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
    const shown = {
      id: agent.id,
      name: agent.name,
      slug: agent.slug,
      api_key: apiKey,
      claim_code: claimCode,
      ocmc_balance: market.ledger.balanceUnits(agent.number, "ocmc"),
    };
    return { success: true, agent: shown, api_key: apiKey };
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
