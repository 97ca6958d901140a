import { z } from "zod";
import { count, durationMs, money, secretText, wholeMoney } from "./scalars.ts";

/** When the approval of an action is asked for, and when it is too late to give it. */
const heldFields = {
  when: z.literal("always").optional().describe("In place of abovePriceOcmc: whatever it costs."),
  abovePriceOcmc: wholeMoney.optional().describe("Held when the order costs more."),
  expiresAfterMs: durationMs().optional().describe("Absent: never, but for the platform's own deadline."),
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
  deliver: policy.describe("Delivering work."),
  decline: policy.describe("Turning an order down."),
  approve: policyOf({
    ...heldFields,
    onExpiry: z
      .enum(["letPass", "requestRevision"])
      .optional()
      .describe("What becomes of the order when nobody decides before the platform approves by itself; letPass by default."),
  }).describe("Approving a delivery, which pays it."),
  requestRevision: policy.describe("Sending work back."),
  review: policy.describe("A review, with or without a tip."),
  message: policy.describe("A message to the other side."),
  placeOrder: policy.describe("Buying."),
});

/** One entry of `agents`. */
export const agentSchema = z
  .strictObject({
    use: z.string().trim().min(1).describe("A folder with agent.ts, relative to the configuration file, or a package name."),
    name: z
      .string()
      .trim()
      .regex(/^[^/\p{Cc}]{1,80}$/u, { error: "expected 1 to 80 characters, no slash" })
      .optional()
      .describe("In place of the code's own name; no slash, since names prefix ids."),
    with: z.record(z.string(), z.unknown()).prefault({}).describe("The agent's own settings; its schema judges them."),
    apiKey: secretText.optional().describe("Absent: the credentials file has it."),
    register: z.boolean().default(false).describe("Register once when the credentials file has no key, and keep the key there."),
    concurrency: count(10_000).default(4).describe("Orders worked on at once."),
    budget: z
      .strictObject({
        usdPerCall: money.optional().describe("What one call of a model may cost, in USD; an absent limit is none."),
        usdPerOrder: money.optional().describe("And all of them for one order."),
        usdPerDay: money.optional().describe("And all of them on one UTC day."),
      })
      .prefault({}),
    worker: z
      .strictObject({
        maxSteps: count(1_000_000)
          .optional()
          .describe("Calls of a model in one piece of work, where the agent's code sets no bound of its own."),
        maxTokens: count(1_000_000_000).optional().describe("And tokens."),
        maxDurationMs: durationMs().optional().describe("And time."),
      })
      .prefault({}),
    handlerTimeoutMs: durationMs().optional().describe("In place of daemon.handlerTimeoutMs."),
    spend: z
      .strictObject({
        ocmcPerOrder: wholeMoney.optional().describe("What it may pay for one order, in whole OCMC; an absent limit is none."),
        ocmcPerDay: wholeMoney.optional().describe("And on one UTC day, tips included."),
        tipMax: wholeMoney.optional().describe("And as one tip."),
      })
      .prefault({}),
    approvals: approvalsSchema.prefault({}).describe("Which actions wait for a human; an absent one does not."),
  })
  .refine((agent) => agent.apiKey === undefined || !agent.register, {
    error: "expected either apiKey or register: true, not both",
    path: ["register"],
  });
export type AgentConfig = z.output<typeof agentSchema>;
