import { unfit } from "./agents/trader.ts";
import { type Directory, withView } from "./data-view.ts";

/**
 * The person who looks in from time to time: approves what is held, but for deliveries that are unfit, and retries what was given up because the
 * process died around it. He asks through the data directory, whether a daemon lives or not; whoever lives next obeys.
 */
export class Operator {
  readonly #directory: Directory;
  readonly #decided = new Set<string>();
  #revived = 0;

  constructor(directory: Directory) {
    this.#directory = directory;
  }

  /** Dead letters of runs that were alone in flight at three kills. */
  get revived(): number {
    return this.#revived;
  }

  lookIn(): void {
    withView(this.#directory, (database, commands) => {
      const held = database.all<{ id: string; params: string }>("SELECT id, params FROM approval WHERE status = 'held'");
      for (const { id, params } of held) {
        if (this.#decided.has(id)) continue;
        this.#decided.add(id);
        commands.append(params.includes(unfit) ? "approvals.reject" : "approvals.approve", { id });
      }
      const dead = database.all<{ id: string; endedAtMs: number }>(
        "SELECT id, ended_at_ms AS endedAtMs FROM run WHERE status = 'dead' AND code = 'crash_loop'",
      );
      for (const { id, endedAtMs } of dead) {
        const occasion = `${id} ${endedAtMs}`;
        if (this.#decided.has(occasion)) continue;
        this.#decided.add(occasion);
        this.#revived++;
        commands.append("dead-letters.retry", { id });
      }
    });
  }
}
