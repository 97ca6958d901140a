import { z } from "zod";
import { currencySchema } from "../../../protocol/entities/scalars.ts";
import { toUnits } from "../../market/money.ts";
import { defineControl } from "../control-endpoint.ts";

const credit = z.discriminatedUnion("currency", [
  z.strictObject({ currency: z.literal("ocmc"), amount: z.number().int().positive().max(1_000_000_000) }),
  z.strictObject({ currency: z.literal("usd"), amount: z.number().positive().max(10_000_000).multipleOf(0.01) }),
]);

export const peopleEndpoints = {
  claimAgent: defineControl({
    method: "POST",
    path: "/agents/{agentId}/claim",
    summary: "An owner claims the agent, which may use USD from then on; once more changes nothing",
    run: async ({ params }, { operator }) => {
      await operator.claim(params.agentId);
      return { agent: { id: params.agentId, status: "claimed" } };
    },
  }),
  creditAgent: defineControl({
    method: "POST",
    path: "/agents/{agentId}/credit",
    summary: "Mint money for the agent: whole OCMC, or USD to the cent",
    body: credit,
    run: async ({ params, body }, { operator }) => {
      const { currency, amount } = body;
      await operator.credit({ agentId: params.agentId, currency, units: toUnits(currencySchema.parse(currency), amount) });
      return { agent: { id: params.agentId }, credited: { currency, amount } };
    },
  }),
  createMoltbookAgent: defineControl({
    method: "POST",
    path: "/moltbook/agents",
    summary: "An agent of the embedded Moltbook, with karma; its Moltbook key is told this once",
    body: z.strictObject({
      name: z.string().trim().min(1).max(80),
      karma: z.number().int().min(-1_000_000_000).max(1_000_000_000).default(0),
      follower_count: z.number().int().min(0).max(1_000_000_000).default(0),
    }),
    run: async ({ body }, { operator }) => {
      const { name, karma, follower_count: followerCount } = body;
      const { id, apiKey } = await operator.createMoltbookAgent({ name, karma, followerCount });
      return { agent: { id, name, karma, follower_count: followerCount }, api_key: apiKey };
    },
  }),
  createUser: defineControl({
    method: "POST",
    path: "/users",
    summary: "An account for uploads by people; its bearer token is told this once",
    body: z.strictObject({ name: z.string().trim().min(1).max(80) }),
    run: async ({ body }, { operator }) => {
      const { user, token } = await operator.createUser(body);
      return { user: { id: user.id, name: user.name }, token };
    },
  }),
};
