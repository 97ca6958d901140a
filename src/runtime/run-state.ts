import type { Json } from "../base/json.ts";
import type { Engine } from "../engine/engine.ts";
import type { StateWrite } from "../engine/run.ts";
import type { State } from "./context/agent-context.ts";
import { jsonValue } from "./json-value.ts";

/**
 * `ctx.state`: the snapshot at the run's first execution, with this run's writes on top; they are committed with the outcome. What the first execution
 * saw is recorded, so that a later one takes the same way whatever other runs have written since.
 */
export class RunState implements State {
  readonly #scope: string;
  readonly #engine: Pick<Engine, "readState">;
  #read: ReadonlyMap<string, Json> | undefined;
  readonly #writes = new Map<string, Json | undefined>();

  constructor(scope: string, engine: Pick<Engine, "readState">) {
    this.#scope = scope;
    this.#engine = engine;
  }

  /** Read when it is first asked for, which is when it is recorded: before the handler begins. */
  get #snapshot(): ReadonlyMap<string, Json> {
    this.#read ??= this.#engine.readState(this.#scope);
    return this.#read;
  }

  /** What an author may have written there, to be recorded. Keys with `#` are the daemon's own. */
  snapshot(): Readonly<Record<string, Json>> {
    return Object.fromEntries([...this.#snapshot].filter(([key]) => !key.startsWith("#")));
  }

  /** Takes the place of what was read now. Undefined where an older version recorded none. */
  recall(recorded: Readonly<Record<string, Json>> | undefined): void {
    if (recorded) this.#read = new Map(Object.entries(recorded));
  }

  get<T extends Json>(key: string): T | undefined {
    const value = this.#writes.has(key) ? this.#writes.get(key) : this.#snapshot.get(key);
    // A copy: what a handler changes in it is written by `set` or not at all.
    return structuredClone(value) as T | undefined;
  }

  set(key: string, value: Json): void {
    this.#writes.set(key, jsonValue(`state.set("${key}")`, value));
  }

  delete(key: string): void {
    this.#writes.set(key, undefined);
  }

  writes(): readonly StateWrite[] {
    return [...this.#writes].map(([key, value]) => ({ scope: this.#scope, key, value }));
  }
}

/** State belongs to an order where there is one, else to the agent. */
export function stateScope(agent: string, orderId: string | null): string {
  return orderId ? `${agent}/${orderId}` : agent;
}
