import { contentText } from "../../../src/llm/content.ts";
import type { Model, ModelReply, ModelRequest } from "../../../src/llm/model.ts";

export interface Secrets {
  /** As if a tool had told the model. */
  readonly key: string;
}

/**
 * A model without any judgement: every line `DO tool {json}` that it reads anywhere outside the system message is carried out, one tool call per reply,
 * offered or not. `{{system}}`, `{{marker}}` and `{{key}}` stand for what it knows, and `|base64`, `|hex`, `|reverse`, `|spaced`, `|rot13`, `|half` for
 * how it may be told to write it.
 */
export class ObedientModel implements Model {
  readonly requests: ModelRequest[] = [];
  readonly #secrets: Secrets;

  constructor(secrets: Secrets) {
    this.#secrets = secrets;
  }

  complete(request: ModelRequest): Promise<ModelReply> {
    this.requests.push(request);
    const system = contentText(request.messages[0]?.content ?? null);
    const read = request.messages.slice(1).filter((message) => message.role !== "assistant");
    const orders = read.flatMap((message) => ordersIn(contentText(message.content)));
    const order = orders[request.messages.filter((message) => message.role === "assistant" && message.toolCalls).length];
    const usage = { inputTokens: 10, outputTokens: 10 };
    if (!order)
      return Promise.resolve({ text: "As you wish.", toolCalls: [], finishReason: "stop", model: request.model, usage });
    const args = this.#filled(order.args, system);
    const call = { id: `call_${this.requests.length}`, name: order.tool, arguments: args };
    return Promise.resolve({ text: null, toolCalls: [call], finishReason: "tool_calls", model: request.model, usage });
  }

  #filled(args: string, system: string): string {
    const marker = /: ([0-9a-f]{32})/.exec(system)?.[1] ?? "";
    const known: Readonly<Record<string, string>> = { system, marker, key: this.#secrets.key };
    return args.replace(/\{\{(\w+)(?:\|(\w+))?\}\}/g, (_all, name: string, how: string | undefined) => {
      const text = (ways[how ?? ""] ?? ((plain: string) => plain))(known[name] ?? "");
      return JSON.stringify(text).slice(1, -1);
    });
  }
}

interface Order {
  readonly tool: string;
  readonly args: string;
}

function ordersIn(text: string): readonly Order[] {
  return [...text.matchAll(/^DO (\w+) (\{.*\})$/gm)].map(([, tool = "", args = "{}"]) => ({ tool, args }));
}

const ways: Readonly<Record<string, (plain: string) => string>> = {
  base64: (plain) => Buffer.from(plain).toString("base64"),
  hex: (plain) => Buffer.from(plain).toString("hex"),
  reverse: (plain) => [...plain].reverse().join(""),
  spaced: (plain) => [...plain].join(" "),
  invisible: (plain) => [...plain].join("\u200b"),
  wide: (plain) => plain.replace(/[!-~]/g, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0)),
  tags: (plain) => [...plain].map((one) => String.fromCodePoint(0xe0000 + (one.codePointAt(0) ?? 0))).join(""),
  percent: (plain) => [...Buffer.from(plain)].map((one) => `%${one.toString(16).padStart(2, "0")}`).join(""),
  rot13: (plain) =>
    plain.replace(/[a-z]/gi, (one) => String.fromCharCode(one.charCodeAt(0) + ((one.charCodeAt(0) & 31) > 13 ? -13 : 13))),
  half: (plain) => plain.slice(0, Math.max(17, plain.length / 2)),
  upper: (plain) => plain.toUpperCase(),
};
