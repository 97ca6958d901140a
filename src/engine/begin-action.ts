import { sha256Hex } from "../base/json.ts";
import { intentSalt } from "../store/intent-salt.ts";
import { approvalIdOf, freeze, heldIdOf, retire } from "./held-action.ts";
import type { ActionSpec } from "./journal.ts";
import type { RunContext } from "./run-context.ts";
import { assertWithinLimits } from "./spend.ts";
import type { StepRow } from "./step-table.ts";

/**
 * Legality and pre-image, then in one commit either the intent with its cost, or the freeze for a person. Nothing is recorded when any of it
 * refuses. `replaced` is what an earlier execution froze with other parameters.
 */
export async function beginAction<R>(
  context: RunContext,
  spec: ActionSpec<R>,
  occurrence: number,
  replaced: StepRow | undefined,
): Promise<StepRow> {
  const { run, sequence, generation, execution, crashPoint } = context.parts;
  const preImage = await execution.alive(() => spec.prepare(context.signal));
  const approvalId = approvalIdOf(run.id, spec.name, occurrence, spec.params);
  const hold = spec.hold && (await execution.alive(async () => spec.hold?.(approvalId)));
  const nowMs = context.nowMs();
  const { cost } = spec;
  const row: StepRow = {
    run: sequence,
    kind: "action",
    name: spec.name,
    occurrence,
    generation: replaced?.generation ?? generation,
    agent: run.agent,
    subject: spec.subject,
    status: "intent",
    value: null,
    note: null,
    intent_id: sha256Hex(`${intentSalt(context.parts.database)}${run.id}\n${spec.name}#${occurrence}`).slice(0, 32),
    params: JSON.stringify(spec.params),
    pre_image: JSON.stringify(preImage),
    sent_at_ms: nowMs,
    cost_unit: cost?.unit ?? null,
    cost: cost?.amount ?? 0,
    started_at_ms: nowMs,
    ended_at_ms: null,
  };
  const replaces = replaced && heldIdOf(run.id, replaced);
  crashPoint("before_intent_commit");
  if (hold) {
    const held = await freeze(context, spec, row, { id: approvalId, hold, replaces });
    crashPoint("after_result_commit");
    return held;
  }
  await context.record(row, (database) => {
    retire(database, replaces, run.id, nowMs);
    if (cost) assertWithinLimits(database, cost.unit, cost.amount, cost.limits, nowMs);
  });
  return row;
}
