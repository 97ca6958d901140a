import type { ModelReply, ModelRequest } from "../model.ts";
import { loadTokenCounter } from "../tokens.ts";
import { answerOf } from "./answer.ts";
import { understood } from "./endpoint-quirks.ts";
import { matchRule } from "./match-rule.ts";
import type { Script, ScriptReply } from "./script.ts";
import type { WireOddities } from "./wire-oddities.ts";

/** How a script answers one request. */
export type ScriptedAnswer = {
  /** Which rule spoke; `default` for the script's default. */
  readonly rule: string;
  readonly delayMs: number;
} & (
  | { readonly kind: "reply"; readonly reply: ModelReply; readonly wire: WireOddities }
  | { readonly kind: "error"; readonly error: NonNullable<ScriptReply["error"]> }
);

/**
 * A script being played. The same requests in the same order get the same answers: no time, no randomness. A request's number and its rule
 * are settled before `answer` first waits, so that concurrent requests are numbered in the order in which they were made.
 */
export interface ScriptPlayer {
  /** Undefined in strict mode when no rule matches and the script has no default. */
  answer(request: ModelRequest): Promise<ScriptedAnswer | undefined>;
  /** Requests so far. */
  readonly callCount: number;
  /** Names of the rules that answered nothing yet. */
  unusedRules(): string[];
}

export interface ScriptPlayerOptions {
  readonly script: Script;
  /** A request that no rule matches is not answered. Default false: a fitting answer is generated. */
  readonly strict?: boolean;
}

const generated: ScriptReply = { generate: {}, delayMs: 0, fence: false, wire: {} };

export function createScriptPlayer({ script, strict = false }: ScriptPlayerOptions): ScriptPlayer {
  let callCount = 0;
  const rules = script.rules.map((rule, index) => ({ rule, name: rule.name ?? `rule ${index + 1}`, hits: 0, answers: 0 }));
  const fallback = script.default ?? (strict ? undefined : generated);

  const choose = (request: ModelRequest, call: number) => {
    let chosen: { readonly name: string; readonly reply: ScriptReply; readonly values: Record<string, string> } | undefined;
    for (const state of rules) {
      if (chosen) break;
      const { when, reply, times } = state.rule;
      const groups = matchRule(when, request, call);
      if (!groups) continue;
      state.hits++;
      if (when.hit !== undefined && when.hit !== state.hits) continue;
      if (times !== undefined && state.answers >= times) continue;
      state.answers++;
      chosen = { name: state.name, reply, values: { ...groups, hit: String(state.hits) } };
    }
    return chosen ?? (fallback && { name: "default", reply: fallback, values: { hit: String(call) } });
  };

  return {
    get callCount() {
      return callCount;
    },
    unusedRules: () => rules.filter((state) => state.answers === 0).map((state) => state.name),
    async answer(request) {
      const call = ++callCount;
      const chosen = choose(request, call);
      if (!chosen) return undefined;
      const { name: rule, reply, values } = chosen;
      const { delayMs, error } = reply;
      if (error) return { rule, delayMs, kind: "error", error };
      const tokens = await loadTokenCounter();
      const asked = understood(request, script.endpoint);
      return { rule, delayMs, kind: "reply", reply: answerOf({ request: asked, reply, call, values, tokens }), wire: reply.wire };
    },
  };
}
