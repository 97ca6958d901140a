import type { Outcome, Run } from "../../engine/run.ts";
import type { Judge } from "./judge.ts";

const honest: readonly string[] = ["outcome_unknown", "budget_exceeded"];

/**
 * Where only bots act that know their trade, no run is given up, unless nobody can know what became of its action or its budget is spent. Only a buyer's run may be lost to
 * another: to the marketplace's own approval after 72 hours. Over a disputed order both may lose to the marketplace.
 */
export function judgeEnd(judge: Judge, run: Run, outcome: Outcome, isDisputed: (orderId: string) => boolean): void {
  const told = `${run.agent}: ${run.kind} of ${run.subject ?? "no order"} (run ${run.id})`;
  if (outcome.kind === "dead" && !honest.includes(outcome.code))
    judge.report("nothing lost silently", `${told} was given up: ${outcome.code}: ${outcome.reason}`);
  const contested = run.subject !== null && isDisputed(run.subject);
  if (outcome.kind === "lost_to_other" && !contested && ["order.created", "order.revision_requested"].includes(run.kind))
    judge.report("nothing lost silently", `${told} was lost to another, and there is none: ${outcome.reason}`);
}
