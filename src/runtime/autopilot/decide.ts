import { isOffered, type WorkerTool } from "../../llm/tool.ts";
import type { WorkerLimits } from "../../llm/worker-limits.ts";
import { PermanentFailure, RetryLater } from "../errors.ts";
import { attachedParts, type ShownAttachments } from "./attached.ts";
import { Desk, type OrderParty } from "./desk.ts";
import { orderTools } from "./order-tools.ts";
import type { ResolvedPolicy } from "./policy.ts";
import { rulesFor, situationText } from "./prompt.ts";

export interface Pilot extends WorkerLimits {
  readonly instructions: string;
  readonly policy: ResolvedPolicy;
  /** The author's, for the work itself. */
  readonly tools: readonly WorkerTool[];
  readonly maxOutputTokens?: number;
  readonly attachments: ShownAttachments;
}

export interface Occasion {
  /** Why the model is asked now: our own words. */
  readonly note: string;
  /** Something has to be decided, where the order still needs us. Else the model may leave things as they are. */
  readonly mustDecide: boolean;
}

/**
 * Lets the model act on the order until it decided, asked the other party, or has nothing left that it may do. Without a decision where one is needed,
 * it is asked again after a while, as a new conversation, and then the run fails: `permanent_failure`. No model is called when nothing may be done.
 */
export async function decide(ctx: OrderParty, pilot: Pilot, { note, mustDecide }: Occasion): Promise<void> {
  const { policy, tools: ownTools, instructions, attachments, ...limits } = pilot;
  const desk = new Desk(ctx, policy);
  if (mustDecide && !desk.isNeeded && !desk.may("review")) return;
  const needed = mustDecide && desk.isNeeded;
  const acts = orderTools(ctx, desk, policy);
  const own = ownTools.map((tool) => ({
    ...tool,
    execute: (...given: Parameters<WorkerTool["execute"]>) => tool.execute(...given),
    offered: () => acts.some(isOffered) && isOffered(tool),
  }));
  const mayDecide = acts.some((tool) => isOffered(tool) && tool.name !== "send_message");
  if (needed && !mayDecide) throw new PermanentFailure(`The policy leaves ${where(ctx)} to a person`);
  if (!acts.some(isOffered)) return;
  const system = await ctx.confidential(`${instructions}\n\n${rulesFor(ctx.role)}`);
  const attached = await attachedParts(ctx, attachments);
  for (let attempt = 1; ; attempt++) {
    const text = situationText(ctx, attempt === 1 ? note : `${note} You were asked before and decided nothing: call a tool.`);
    await ctx.worker.run({
      ...limits,
      name: "autopilot",
      instructions: system,
      input: [{ type: "text", text }, ...attached],
      tools: [...acts, ...own],
    });
    // A seller's question leaves the next word to the client; a buyer's would let the time run out that it has to judge.
    if (!needed || desk.decided || (ctx.role === "seller" && desk.asked)) return;
    if (attempt >= policy.tries)
      throw new PermanentFailure(`The model decided nothing about ${where(ctx)}, asked ${attempt} times`);
    const againAtMs = await ctx.step("autopilot.again", () => ctx.clock.now() + policy.retryAfterMs);
    const waitMs = againAtMs - ctx.clock.now();
    if (waitMs > 0) throw new RetryLater(waitMs, `the model decided nothing about ${where(ctx)}`);
  }
}

const where = ({ order, role }: OrderParty) => `order ${order.order_number} (${order.status}, as its ${role})`;
