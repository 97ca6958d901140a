import { Action } from "./action.ts";
import { claimHolder, insertClaim, isLost } from "./claim-table.ts";
import type { ActionSpec, Journal, StepOptions } from "./journal.ts";
import { plainStep } from "./plain-step.ts";
import type { RunContext } from "./run-context.ts";

/** The journal of one execution. */
export class RunJournal implements Journal {
  readonly #context: RunContext;

  constructor(context: RunContext) {
    this.#context = context;
  }

  step<T>(name: string, perform: (signal: AbortSignal) => Promise<T>, options: StepOptions<T> = {}): Promise<T> {
    return this.#context.parts.execution.call(`step ${name}`, () => plainStep(this.#context, name, perform, options));
  }

  action<R>(spec: ActionSpec<R>): Promise<R> {
    return this.#context.parts.execution.call(`action ${spec.name}`, () => Action.perform(this.#context, spec));
  }

  claim(key: string): Promise<boolean> {
    return this.#context.parts.execution.call(`claim ${key}`, () => this.#claim(key));
  }

  revoke(reason: unknown): void {
    this.#context.parts.execution.revoke(reason);
  }

  async #claim(key: string): Promise<boolean> {
    const { commits, database, execution, run } = this.#context.parts;
    const holder = claimHolder(database, key);
    if (holder === run.id) return true;
    if (holder !== undefined && !isLost(database, holder)) return false;
    return await execution.alive(() =>
      commits.commit((writer) => {
        if (execution.revoked) throw new Error("revoked");
        return insertClaim(writer, key, run.id, this.#context.nowMs());
      }),
    );
  }
}
