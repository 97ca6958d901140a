import { isUpclawsError } from "../base/errors.ts";
import type { Database } from "../base/sqlite/database.ts";
import { insertClaim } from "./claim-table.ts";
import type { StepOptions } from "./journal.ts";
import { jsonText } from "./json-text.ts";
import { rebuildError, recordError } from "./recorded-error.ts";
import type { RunContext } from "./run-context.ts";
import { assertWithinLimits, bookable } from "./spend.ts";
import { deleteStep, type StepRow } from "./step-table.ts";
import { keyed, writeTexts } from "./text-table.ts";

/**
 * One plain step. Recorded: the value, or a permanent UpclawsError. Not recorded: a retryable one, and anything else that is thrown; a
 * TypeError says nothing of whether the step may succeed once the code is mended, so the next execution performs it again.
 */
export async function plainStep<T>(
  context: RunContext,
  name: string,
  perform: (signal: AbortSignal) => Promise<T>,
  options: StepOptions<T>,
): Promise<T> {
  const { run, sequence, generation, execution, memory } = context.parts;
  const occurrence = memory.occurrence("step", name);
  const earlier = memory.find("step", name, occurrence);
  if (earlier?.status === "done") return recordedValue(earlier) as T;
  if (earlier?.status === "failed") throw rebuildError(earlier.value);

  const { cost } = options;
  const request = (options.request?.() ?? []).map(keyed);
  const keepRequest = (database: Database) => writeTexts(database, sequence, request);
  const keptAtEnd = cost ? undefined : keepRequest;
  // What earlier executions reserved and never accounted for stays spent, beside what this one will cost.
  const lost = earlier?.cost ?? 0;
  const begun: StepRow = {
    run: sequence,
    kind: "step",
    name,
    occurrence,
    generation,
    agent: run.agent,
    subject: run.subject,
    status: "reserved",
    value: null,
    note: options.note === undefined ? null : jsonText(options.note),
    intent_id: null,
    params: request.length === 0 ? null : JSON.stringify(request.map(({ key }) => key)),
    pre_image: null,
    sent_at_ms: null,
    cost_unit: cost?.unit ?? null,
    cost: cost ? lost + cost.maximum : 0,
    started_at_ms: context.nowMs(),
    ended_at_ms: null,
  };
  if (cost) {
    await context.record(begun, (database) => {
      // The lost part moves to now with the new reservation, so all of it is checked against the limits.
      if (earlier) deleteStep(database, begun);
      assertWithinLimits(database, cost.unit, begun.cost, cost.limits, begun.started_at_ms);
      keepRequest(database);
    });
  }

  let done: StepRow;
  let claimed: string | null | undefined;
  try {
    const value = await execution.alive(() => perform(context.signal));
    claimed = options.claims?.(value);
    const actual = cost ? lost + bookable(cost.actual(value), cost.maximum) : 0;
    done = { ...begun, status: "done", value: jsonText(value), cost: actual, ended_at_ms: context.nowMs() };
  } catch (error) {
    const spent = cost ? lost + bookable(cost.actualOnError?.(error), cost.maximum) : 0;
    if (isUpclawsError(error) && !error.retryable) {
      const value = recordError(error, error.code);
      await context.record({ ...begun, status: "failed", value, cost: spent, ended_at_ms: context.nowMs() }, keptAtEnd);
    } else if (spent !== begun.cost) {
      await context.record({ ...begun, cost: spent });
    }
    throw error;
  }
  await context.record(done, (database) => {
    keptAtEnd?.(database);
    if (claimed) insertClaim(database, claimed, run.id, context.nowMs());
  });
  return recordedValue(done) as T;
}

/** The recorded value, also in the execution that recorded it: a handler sees the same thing every time. */
export function recordedValue(row: StepRow): unknown {
  return row.value === null ? undefined : JSON.parse(row.value);
}
