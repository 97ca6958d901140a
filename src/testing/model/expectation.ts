import type { Clock } from "../../base/clock.ts";
import type { Model, ModelReply, ModelRequest, TextListener } from "../../llm/model.ts";
import { matchRule } from "../../llm/scripted/match-rule.ts";
import { defineScript } from "../../llm/scripted/parse-script.ts";
import type { ScriptRule, ScriptSource } from "../../llm/scripted/script.ts";
import { createScriptedModel } from "../../llm/scripted/scripted-model.ts";

type RuleSource = NonNullable<ScriptSource["rules"]>[number];

/**
 * Which requests an expectation takes: conditions as in a script (`{ schema: "draft", user: "tides" }`), a regular expression on the last user
 * message, or a function. `{}` takes any.
 */
export type When = Omit<NonNullable<RuleSource["when"]>, "hit"> | RegExp | ((request: ModelRequest) => boolean);

/** As in a script: `{ text }`, `{ json }`, `{ generate }`, `{ toolCalls }`, `{ error: { status } }` … A text alone is `{ text }`. */
export type Reply = string | RuleSource["reply"];

export interface ExpectOptions {
  /** How often exactly; `any`: as often as it comes, or never. One by default; with a list of replies, one each. */
  readonly times?: number | "any";
  /** For messages; made from the conditions when absent. */
  readonly name?: string;
}

/** One expectation: it takes so many requests that match, and answers them from its replies in order, the last one for all further ones. */
export class Expectation {
  readonly name: string;
  taken = 0;
  readonly #times: number;
  readonly #least: number;
  readonly #takes: (request: ModelRequest, call: number) => boolean;
  readonly #answers: readonly Model[];

  /** Throws `script_invalid`. */
  constructor(clock: Clock, when: When, replies: readonly Reply[], { times = replies.length, name }: ExpectOptions) {
    const rules = rulesOf(when, replies);
    this.name = name ?? describeWhen(when);
    this.#times = times === "any" ? Number.POSITIVE_INFINITY : times;
    this.#least = times === "any" ? 0 : times;
    const [first] = rules;
    this.#takes = (request, call) => {
      if (typeof when === "function") return when(request);
      return first !== undefined && matchRule(first.when, request, call) !== undefined;
    };
    this.#answers = rules.map((rule) => answering(clock, rule));
  }

  /** "one of 2 calls", or undefined when it is satisfied. */
  get missing(): string | undefined {
    return this.taken < this.#least ? `${this.taken} of ${this.#least} calls` : undefined;
  }

  get exhausted(): boolean {
    return this.taken >= this.#times;
  }

  takes(request: ModelRequest, call: number): boolean {
    return !this.exhausted && this.#takes(request, call);
  }

  answer(request: ModelRequest, signal: AbortSignal, onText?: TextListener): Promise<ModelReply> {
    const answer = this.#answers[Math.min(this.taken++, this.#answers.length - 1)];
    if (!answer) throw new Error(`the expectation ${this.name} has no reply`);
    return answer.complete(request, signal, onText);
  }
}

function rulesOf(when: When, replies: readonly Reply[]): readonly ScriptRule[] {
  const conditions = when instanceof RegExp ? { user: patternText(when) } : typeof when === "function" ? {} : when;
  return defineScript({
    rules: replies.map((reply) => ({ when: conditions, reply: typeof reply === "string" ? { text: reply } : reply })),
  }).rules;
}

/** A scripted model that always answers so. The texts' patterns stay, for the groups that fill placeholders. */
function answering(clock: Clock, rule: ScriptRule): Model {
  const { user, system, any } = rule.when;
  const when = { ...(user && { user }), ...(system && { system }), ...(any && { any }) };
  return createScriptedModel({
    clock,
    strict: true,
    recordCalls: false,
    script: { ...defineScript({}), rules: [{ ...rule, when }] },
  });
}

function patternText({ source, flags }: RegExp): string {
  return `/${source}/${flags.replace(/[gy]/g, "")}`;
}

function describeWhen(when: When): string {
  if (when instanceof RegExp) return String(when);
  return typeof when === "function" ? when.name || "a function" : JSON.stringify(when);
}
