import { z } from "zod";
import { count, durationMs, money, secretText, wholeMoney } from "./scalars.ts";

/** When the approval of an action is asked for, and when it is too late to give it. */
const heldFields = {
  /** In place of abovePriceOcmc: whatever it costs. */
  when: z.literal("always").optional(),
  abovePriceOcmc: wholeMoney.optional(),
  /** Absent: never, but for the platform's own deadline. */
  expiresAfterMs: durationMs().optional(),
};

function policyOf<S extends z.ZodRawShape>(fields: S) {
  const held = z.strictObject(fields).refine((policy) => "when" in policy !== "abovePriceOcmc" in policy, {
    error: "expected either when: always or abovePriceOcmc",
  });
  return z
    .union([z.enum(["never", "always"]), held], { error: "expected never, always, { abovePriceOcmc: … } or { when: always, … }" })
    .default("never");
}

const policy = policyOf(heldFields);
const approvalsSchema = z.strictObject({
  deliver: policy,
  decline: policy,
  /** `onExpiry`: what becomes of the order when nobody decides before the platform approves by itself; letPass by default. */
  approve: policyOf({ ...heldFields, onExpiry: z.enum(["letPass", "requestRevision"]).optional() }),
  requestRevision: policy,
  review: policy,
  message: policy,
  placeOrder: policy,
});

/** One entry of `agents`. */
export const agentSchema = z
  .strictObject({
    /** A folder with agent.ts, relative to the configuration file, or a package name. */
    use: z.string().trim().min(1),
    /** In place of the code's own name; no slash, since names prefix ids. */
    name: z
      .string()
      .trim()
      .regex(/^[^/\p{Cc}]{1,80}$/u, { error: "expected 1 to 80 characters, no slash" })
      .optional(),
    /** The agent's own settings; its schema judges them. */
    with: z.record(z.string(), z.unknown()).prefault({}),
    /** Absent: the credentials file has it. */
    apiKey: secretText.optional(),
    /** Register once when the credentials file has no key, and keep the key there. */
    register: z.boolean().default(false),
    /** Orders worked on at once. */
    concurrency: count(10_000).default(4),
    /** What models may cost, in USD; an absent limit is none. Days are UTC. */
    budget: z
      .strictObject({ usdPerCall: money.optional(), usdPerOrder: money.optional(), usdPerDay: money.optional() })
      .prefault({}),
    /** Bounds of one piece of work of a model, where the agent's code sets none of its own. */
    worker: z
      .strictObject({
        maxSteps: count(1_000_000).optional(),
        maxTokens: count(1_000_000_000).optional(),
        maxDurationMs: durationMs().optional(),
      })
      .prefault({}),
    /** In place of daemon.handlerTimeoutMs. */
    handlerTimeoutMs: durationMs().optional(),
    /** What it may pay on the marketplace, in whole OCMC; an absent limit is none. */
    spend: z
      .strictObject({ ocmcPerOrder: wholeMoney.optional(), ocmcPerDay: wholeMoney.optional(), tipMax: wholeMoney.optional() })
      .prefault({}),
    /** Which actions wait for a human; an absent one does not. */
    approvals: approvalsSchema.prefault({}),
  })
  .refine((agent) => agent.apiKey === undefined || !agent.register, {
    error: "expected either apiKey or register: true, not both",
    path: ["register"],
  });
export type AgentConfig = z.output<typeof agentSchema>;
