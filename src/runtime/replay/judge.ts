import { canonicalJson } from "../../base/json.ts";
import type { Outcome, Run } from "../../engine/run.ts";
import { eventOf } from "../event.ts";
import { type Difference, lineDiff, stepTitle } from "./difference.ts";
import type { RecordedRun, RecordedTimer } from "./recorded-run.ts";
import type { ReplayJournal } from "./replay-journal.ts";

export type Verdict = "same" | "record_ended" | "different";

export interface Replayed {
  readonly journal: ReplayJournal;
  readonly outcome: Outcome | undefined;
  /** It was given up. */
  readonly hangs: boolean;
}

/** Compares how a run ended with how it ends now. */
export function judge(
  record: RecordedRun,
  { journal, outcome, hangs }: Replayed,
): { readonly verdict: Verdict; readonly differences: readonly Difference[] } {
  const unused = journal.unused().map((row) => notAsked(stepTitle(row)));
  const found = [...unused, ...endOf(record, { journal, outcome, hangs }, unused.length > 0)];
  if (found.length + journal.differences.length > 0) return { verdict: "different", differences: found };
  return { verdict: outcome && isSameEnd(record.run, outcome) ? "same" : "record_ended", differences: [] };
}

const notAsked = (step: string): Difference => ({ kind: "not_asked", step, text: `- ${step}` });

function endOf({ run, timers }: RecordedRun, { journal, outcome, hangs }: Replayed, left: boolean): readonly Difference[] {
  const { beyond } = journal;
  if (beyond) {
    // Behind a run that did not end well, there is nothing to compare with.
    if (!left && !endedWell(run)) return [];
    const text = beyond.text.split("\n").map((line) => `+ ${line}`);
    return [{ kind: "not_recorded", step: stepTitle(beyond), text: [`+ ${stepTitle(beyond)}`, ...text].join("\n") }];
  }
  if (hangs && isComparable(run))
    return [{ kind: "hangs", step: null, text: "The handler waits for something that no record holds." }];
  if (!outcome) return [];
  return [...timersOf(timers, outcome), ...(isComparable(run) && !isSameEnd(run, outcome) ? [otherEnd(run, outcome)] : [])];
}

function timersOf(recorded: readonly RecordedTimer[], outcome: Outcome): readonly Difference[] {
  if (outcome.kind !== "done" && outcome.kind !== "waiting") return [];
  const now = (outcome.submit ?? []).map((run) => eventOf(run as Run)).map(({ name, data }) => ({ name: name ?? "", data }));
  if (canonicalJson(now) === canonicalJson(recorded)) return [];
  const lines = (all: readonly RecordedTimer[]) => all.map(({ name, data }) => `timer ${name} ${canonicalJson(data)}`);
  return [{ kind: "timers", step: null, text: lineDiff(lines(recorded), lines(now)) }];
}

// Ends that are the engine's doing, or a person's, and no handler's.
const notTheHandlers: readonly (string | null)[] = [
  "crash_loop",
  "replay_diverged",
  "forgotten_await_failed",
  "agent_unavailable",
  "handler_timed_out",
];

const endedWell = ({ status }: Run) => status === "done" || status === "waiting";

function isComparable(run: Run): boolean {
  if (run.status === "superseded" || run.status === "running") return false;
  return endedWell(run) || (run.code !== null && !notTheHandlers.includes(run.code));
}

function isSameEnd(run: Run, outcome: Outcome): boolean {
  if (endedWell(run)) return outcome.kind === "done" || outcome.kind === "waiting";
  if (run.status === "dead" || run.status === "queued")
    return (outcome.kind === "dead" || outcome.kind === "retry") && outcome.code === run.code;
  return outcome.kind === run.status;
}

function otherEnd(run: Run, outcome: Outcome): Difference {
  const now = "code" in outcome ? `failed (${outcome.code}): ${outcome.reason}` : outcome.kind;
  const before = run.code === null ? run.status : `failed (${run.code}): ${run.reason}`;
  return { kind: "outcome", step: null, text: `- ${before}\n+ ${now}` };
}
