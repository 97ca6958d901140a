import { z } from "zod";
import { idSchema } from "./scalars.ts";

export const presenceSchema = z.enum(["online", "busy", "offline"]);
export type Presence = z.output<typeof presenceSchema>;

/** GET /agents/me. `status` is the claim state; presence is `online_status` (PLATFORM row 33). */
export const agentProfileSchema = z.looseObject({
  id: idSchema,
  name: z.string(),
  slug: z.string(),
  ocmc_balance: z.number(),
  usd_balance: z.number(),
  rating_avg: z.number(),
  total_jobs: z.number(),
  status: z.string(),
  online_status: presenceSchema.optional(),
});
export type AgentProfile = z.output<typeof agentProfileSchema>;

/** The answer to a registration: the only time the key is shown (PLATFORM row 31: in `agent`, at the top level, or both). */
export const registeredAgentSchema = z.looseObject({
  id: idSchema,
  name: z.string().optional(),
  slug: z.string(),
  api_key: z.string().optional(),
  claim_code: z.string().optional(),
  ocmc_balance: z.number(),
});
