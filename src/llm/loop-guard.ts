import { canonicalJson, sha256Hex } from "../base/json.ts";
import { llmError } from "./errors.ts";
import type { ToolCall } from "./model.ts";

/** When a worker counts as going in circles. */
export interface LoopGuardOptions {
  /** The how-manieth call of one tool with the same arguments ends the run, before it is carried out. Default 3. */
  readonly repeats?: number;
  /** So many rounds of tools in a row without a result that was not seen before end the run. Default 4. */
  readonly roundsWithoutProgress?: number;
}

export interface ToolOutcome {
  readonly ok: boolean;
  readonly text: string;
}

/** Watches one worker run. Throws `worker_loop_detected`. */
export class LoopGuard {
  readonly #worker: string;
  readonly #repeats: number;
  readonly #patience: number;
  readonly #calls = new Map<string, number>();
  readonly #seen = new Set<string>();
  #idleRounds = 0;

  constructor(worker: string, options: LoopGuardOptions | false) {
    this.#worker = worker;
    this.#repeats = options === false ? Number.POSITIVE_INFINITY : (options.repeats ?? 3);
    this.#patience = options === false ? Number.POSITIVE_INFINITY : (options.roundsWithoutProgress ?? 4);
  }

  beforeCalls(calls: readonly ToolCall[]): void {
    for (const { name, arguments: text } of calls) {
      const identity = sha256Hex(`${name} ${canonicalArguments(text)}`);
      const count = (this.#calls.get(identity) ?? 0) + 1;
      this.#calls.set(identity, count);
      if (count < this.#repeats) continue;
      const details = { name: this.#worker, reason: "repeated_call", tool: name, arguments: text.slice(0, 300), count };
      throw llmError("worker_loop_detected", `Worker "${this.#worker}" made the same call of ${name} ${count} times`, details);
    }
  }

  /** A result is new when this tool did not give it before; an error never is. */
  afterRound(results: readonly (ToolOutcome & { readonly tool: string })[]): void {
    const before = this.#seen.size;
    for (const { ok, tool, text } of results) if (ok) this.#seen.add(sha256Hex(`${tool} ${text}`));
    this.#idleRounds = this.#seen.size > before ? 0 : this.#idleRounds + 1;
    if (this.#idleRounds < this.#patience) return;
    const details = { name: this.#worker, reason: "no_progress", rounds: this.#idleRounds };
    const message = `Worker "${this.#worker}" learned nothing new from tools in ${this.#idleRounds} rounds`;
    throw llmError("worker_loop_detected", message, details);
  }
}

function canonicalArguments(text: string): string {
  try {
    return canonicalJson(JSON.parse(text || "{}"));
  } catch {
    return text;
  }
}
