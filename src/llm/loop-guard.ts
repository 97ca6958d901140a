import { canonicalJson, sha256Hex } from "../base/json.ts";
import { llmError } from "./errors.ts";
import type { ToolCall } from "./model.ts";

/** When a worker counts as going in circles. */
export interface LoopGuardOptions {
  /** The how-manieth call of one tool with the same arguments ends the run, before it is carried out. Default 3. */
  readonly repeats?: number;
  /** So many rounds of tools in a row without anything new end the run: only errors, or results that the tool gave before. Default 4. */
  readonly roundsWithoutProgress?: number;
}

/** How one call came out. */
export interface ToolOutcome {
  readonly tool: string;
  readonly ok: boolean;
  readonly text: string;
  /** Canonical, when the call itself counts as something new whatever it answers: it acted, and did not look something up. */
  readonly act?: string;
}

// `null`, `true`, "ok", "saved": a tool that does something and has nothing to tell.
const longestAcknowledgement = 8;

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

  /** A result is new when this tool did not give it before, an acknowledgement when the arguments are new; an error never is. */
  afterRound(outcomes: readonly ToolOutcome[]): void {
    const before = this.#seen.size;
    for (const { ok, tool, text, act } of outcomes) if (ok) this.#seen.add(sha256Hex(`${tool} ${act ?? ""} ${text}`));
    this.#idleRounds = this.#seen.size > before ? 0 : this.#idleRounds + 1;
    if (this.#idleRounds < this.#patience) return;
    const details = { name: this.#worker, reason: "no_progress", rounds: this.#idleRounds };
    const message = `Worker "${this.#worker}" learned nothing new from tools in ${this.#idleRounds} rounds`;
    throw llmError("worker_loop_detected", message, details);
  }
}

/** The `act` of a call that answered `text`. */
export function actOf(text: string, call: ToolCall, hasEffects: boolean): { readonly act?: string } {
  return hasEffects || text.length <= longestAcknowledgement ? { act: canonicalArguments(call.arguments) } : {};
}

function canonicalArguments(text: string): string {
  try {
    return canonicalJson(JSON.parse(text || "{}"));
  } catch {
    return text;
  }
}
