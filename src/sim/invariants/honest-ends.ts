import type { Outcome, Run } from "../../engine/run.ts";
import type { Judge } from "./judge.ts";

/**
 * Where only bots act that know their trade, no run is given up, unless nobody can know what became of its action. Only a buyer's run may be lost to
 * another: to the marketplace's own approval after 72 hours.
 */
export function judgeEnd(judge: Judge, run: Run, outcome: Outcome): void {
  const told = `${run.agent}: ${run.kind} of ${run.subject ?? "no order"} (run ${run.id})`;
  if (outcome.kind === "dead" && outcome.code !== "outcome_unknown")
    judge.report("nothing lost silently", `${told} was given up: ${outcome.code}: ${outcome.reason}`);
  if (outcome.kind === "lost_to_other" && ["order.created", "order.revision_requested"].includes(run.kind))
    judge.report("nothing lost silently", `${told} was lost to another, and there is none: ${outcome.reason}`);
}
