import type { Clock } from "../../base/clock.ts";
import { messageOf, type UpclawsError } from "../../base/errors.ts";
import { contentText } from "../../llm/content.ts";
import type { Model, ModelReply, ModelRequest, TextListener } from "../../llm/model.ts";
import { lastUserText } from "../../llm/scripted/match-rule.ts";
import { testingError } from "../errors.ts";
import { Expectation, type ExpectOptions, type Reply, type When } from "./expectation.ts";

/** One request to the model, as the test sees it. */
export interface ModelCall {
  /** Whose worker asked. */
  readonly agent: string;
  readonly request: ModelRequest;
  /** All system messages together. */
  readonly system: string;
  /** The last user message. */
  readonly user: string;
  /** Undefined until it is answered, and when it fails. */
  readonly reply: ModelReply | undefined;
  readonly error: unknown;
}

export interface TestModelOptions {
  readonly clock: Clock;
  /** Answers what no expectation takes. */
  readonly otherwise: Model;
  /** True: only expectations answer. Absent: so from the first expectation on. */
  readonly strict?: boolean | undefined;
}

/** The model of a test market: expectations first, in their order; it remembers every call and what did not come or was not expected. */
export class TestModel {
  readonly calls: ModelCall[] = [];
  readonly #options: TestModelOptions;
  readonly #expectations: Expectation[] = [];
  readonly #unexpected: UpclawsError[] = [];

  constructor(options: TestModelOptions) {
    this.#options = options;
  }

  /**
   * The next request that matches is answered with `reply`; a list answers as many, one after the other. From the first expectation on a
   * request that none takes fails with `model_call_unexpected` unless the market was made with `strict: false`. Throws `script_invalid`.
   */
  expect(when: When, reply: Reply | readonly Reply[], options: ExpectOptions = {}): void {
    const replies = Array.isArray(reply) ? (reply as readonly Reply[]) : [reply as Reply];
    this.#expectations.push(new Expectation(this.#options.clock, when, replies, options));
  }

  /** Requests that no expectation took, whatever the handler made of the failure. */
  get unexpected(): readonly UpclawsError[] {
    return this.#unexpected;
  }

  /** Throws `model_call_unexpected` or `model_call_missing`, with everything that is wrong in one message. */
  verify(): void {
    const [unexpected] = this.#unexpected;
    if (unexpected) throw unexpected;
    const missing = this.#expectations.flatMap(({ name, missing }) => (missing === undefined ? [] : [`${name}: ${missing}`]));
    if (missing.length === 0) return;
    const asked = this.calls.map((call, index) => `  ${index + 1}. ${describe(call)}`);
    const made = asked.length > 0 ? `The model was asked:\n${asked.join("\n")}` : "The model was not asked anything.";
    throw testingError("model_call_missing", `Expected model calls did not come:\n  ${missing.join("\n  ")}\n${made}`, {
      missing,
    });
  }

  /** The model as one agent's workers get it. */
  for(agent: string): Model {
    return { complete: (request, signal, onText) => this.#complete(agent, request, signal, onText) };
  }

  async #complete(agent: string, request: ModelRequest, signal: AbortSignal, onText?: TextListener): Promise<ModelReply> {
    signal.throwIfAborted();
    const system = request.messages.flatMap((message) => (message.role === "system" ? [contentText(message.content)] : []));
    const call: { -readonly [Key in keyof ModelCall]: ModelCall[Key] } = {
      agent,
      request,
      system: system.join("\n"),
      user: lastUserText(request),
      reply: undefined,
      error: undefined,
    };
    this.calls.push(call);
    try {
      const reply = await this.#answer(call, signal, onText);
      call.reply = reply;
      return reply;
    } catch (error) {
      call.error = error;
      throw error;
    }
  }

  #answer(call: ModelCall, signal: AbortSignal, onText?: TextListener): Promise<ModelReply> {
    const { otherwise, strict = this.#expectations.length > 0 } = this.#options;
    const taker = this.#expectations.find((expectation) => expectation.takes(call.request, this.calls.length));
    if (taker) return taker.answer(call.request, signal, onText);
    if (!strict) return otherwise.complete(call.request, signal, onText);
    const left = this.#expectations.map(({ name, exhausted }) => `${name}${exhausted ? " (used up)" : ""}`);
    const error = testingError(
      "model_call_unexpected",
      `No expectation takes model call ${this.calls.length}: ${describe(call)}\nExpectations: ${left.join("; ") || "none"}`,
      { agent: call.agent, user: call.user, expectations: left, mayBeBilled: false },
    );
    this.#unexpected.push(error);
    throw error;
  }
}

const shownText = 120;

/** `writer, schema "draft": "Topic: tides …"`, and the failure. */
function describe({ agent, request, user, error }: ModelCall): string {
  const format = request.outputFormat?.type === "json_schema" ? `, schema "${request.outputFormat.name}"` : "";
  const tools = request.tools?.length ? `, tools ${request.tools.map((tool) => tool.name).join(" ")}` : "";
  const line = user.replaceAll(/\s+/g, " ");
  const text = line.length > shownText ? `${line.slice(0, shownText)}…` : line;
  return `${agent}${format}${tools}: ${JSON.stringify(text)}${error === undefined ? "" : `, failed: ${messageOf(error)}`}`;
}
