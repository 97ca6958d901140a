import type { Clock } from "../../base/clock.ts";
import { canonicalJson } from "../../base/json.ts";
import { engineError } from "../../engine/errors.ts";
import { Execution } from "../../engine/execution.ts";
import type { ActionSpec, Journal, StepOptions } from "../../engine/journal.ts";
import { recordedValue } from "../../engine/plain-step.ts";
import { rebuildError } from "../../engine/recorded-error.ts";
import type { StepRow } from "../../engine/step-table.ts";
import type { Difference } from "./difference.ts";
import { paramsDifference, requestDifference } from "./difference.ts";
import type { RecordedRun } from "./recorded-run.ts";

/** Where a handler asked for something that is not in the record. */
export interface AskedBeyond {
  readonly kind: StepRow["kind"];
  readonly name: string;
  readonly occurrence: number;
  /** For people: the parameters of an action, or what a model would have been asked. */
  readonly text: string;
}

type Unsettled = StepRow["status"];
const underWay: readonly Unsettled[] = ["reserved", "intent"];

/**
 * A journal that only remembers: recorded values and failures are given again, nothing is performed. The first call that has no record ends the
 * execution: it and every later one never settle.
 */
export class ReplayJournal implements Journal {
  readonly #record: RecordedRun;
  readonly #execution: Execution;
  readonly #rows: ReadonlyMap<string, StepRow>;
  readonly #counts = new Map<string, number>();
  readonly #stopped: Promise<void>;
  #stop: () => void = () => {};
  /** Records that were used, in the order in which the handler asked. */
  readonly used: StepRow[] = [];
  /** What it asked otherwise than recorded. */
  readonly differences: Difference[] = [];
  beyond: AskedBeyond | undefined;

  constructor(record: RecordedRun, clock: Clock) {
    this.#record = record;
    this.#execution = new Execution(clock);
    this.#rows = new Map(record.steps.map((row) => [identity(row.kind, row.name, row.occurrence), row]));
    this.#stopped = new Promise((resolve) => {
      this.#stop = resolve;
    });
  }

  get signal(): AbortSignal {
    return this.#execution.signal;
  }

  /** Resolves when the handler went beyond the record, or was given up. */
  get stopped(): Promise<void> {
    return this.#stopped;
  }

  step<T>(name: string, _perform: (signal: AbortSignal) => Promise<T>, { request }: StepOptions<T> = {}): Promise<T> {
    return this.#execution.call(`step ${name}`, async () => {
      const { row, occurrence } = this.#find("step", name);
      const asked = request?.() ?? [];
      if (!row || underWay.includes(row.status))
        return await this.#goBeyond({ kind: "step", name, occurrence, text: asked.join("\n") });
      this.#use(row, requestDifference(row, asked, this.#record.texts));
      return recordedAnswer(row) as T;
    });
  }

  action<R>(spec: ActionSpec<R>): Promise<R> {
    return this.#execution.call(`action ${spec.name}`, async () => {
      const { row, occurrence } = this.#find("action", spec.name);
      if (row && !underWay.includes(row.status)) {
        this.#use(row, paramsDifference(row, spec));
        return recordedAnswer(row) as R;
      }
      const held = this.used.find((one) => one.status === "held" && one.subject === spec.subject);
      if (held && spec.waitsForHeld)
        throw engineError("waiting_for_approval", `${held.name} on ${spec.subject} is held for a person`, { action: held.name });
      const text = JSON.stringify(JSON.parse(canonicalJson(spec.params)), null, 2);
      return await this.#goBeyond({ kind: "action", name: spec.name, occurrence, text });
    });
  }

  claim(): Promise<boolean> {
    return this.#execution.call("claim", async () => this.#record.claimed);
  }

  revoke(reason: unknown): void {
    this.#execution.revoke(reason);
    this.#stop();
  }

  /** Waits for calls that the handler did not await. */
  async settle(): Promise<void> {
    await this.#execution.leftovers();
  }

  /** Records that nobody asked for. What is kept from before a fresh retry need not be. */
  unused(): readonly StepRow[] {
    return this.#record.steps.filter(
      (row) => !this.used.includes(row) && row.status !== "reserved" && row.generation === this.#record.generation,
    );
  }

  #find(kind: StepRow["kind"], name: string): { readonly row: StepRow | undefined; readonly occurrence: number } {
    const counter = `${kind}:${name}`;
    const occurrence = this.#counts.get(counter) ?? 0;
    this.#counts.set(counter, occurrence + 1);
    return { row: this.#rows.get(identity(kind, name, occurrence)), occurrence };
  }

  #use(row: StepRow, difference: Difference | undefined): void {
    this.used.push(row);
    if (difference) this.differences.push(difference);
  }

  #goBeyond<T>(asked: AskedBeyond): Promise<T> {
    this.beyond ??= asked;
    this.revoke(new Error("the replay has come to the end of the record"));
    return this.#execution.never<T>();
  }
}

/** What the call came to the first time. Throws the failure that was recorded. */
function recordedAnswer(row: StepRow): unknown {
  if (row.status === "done" || row.status === "held") return recordedValue(row);
  throw rebuildError(row.value);
}

const identity = (kind: StepRow["kind"], name: string, occurrence: number) => `${kind}:${name}#${occurrence}`;
