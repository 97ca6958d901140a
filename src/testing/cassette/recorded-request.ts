import { canonicalJson, sha256Hex } from "../../base/json.ts";
import type { Redactor } from "../../base/redact.ts";
import { contentText } from "../../llm/content.ts";
import type { ModelMessage, ModelRequest } from "../../llm/model.ts";
import { withoutFenceCodes } from "../../llm/untrusted.ts";

/** What makes texts of different runs the same, and fit to be kept. */
export interface Cleaning {
  readonly redactor: Redactor;
  /** The author's own: for dates, numbers and whatever else changes from run to run. */
  readonly normalize: (text: string) => string;
}

/**
 * A request or reply as a cassette keeps it: secrets masked, the random codes of fences left out, the author's changes made, images by
 * their hash.
 */
export function cleaned<T>(value: T, { redactor, normalize }: Cleaning): T {
  const text = JSON.stringify(value, (key, inner: unknown) => {
    if (typeof inner !== "string") return inner;
    return key === "base64" ? `sha256:${sha256Hex(inner)}` : redactor.redact(normalize(withoutFenceCodes(inner)));
  });
  return JSON.parse(text) as T;
}

/** The same for the same cleaned request, whatever the order of its properties. */
export function requestKey(request: ModelRequest): string {
  return sha256Hex(canonicalJson(request)).slice(0, 16);
}

/** A request in lines, for comparing two. */
export function requestLines(request: ModelRequest): readonly string[] {
  const { messages, tools = [], outputFormat, model, maxOutputTokens } = request;
  return [
    `model: ${model}, at most ${maxOutputTokens} tokens`,
    ...messages.flatMap(messageLines),
    ...tools.flatMap((tool) => [`tool ${tool.name}: ${tool.description}`, ...jsonLines(tool.parameters)]),
    ...(outputFormat ? [`output: ${outputFormat.type}`, ...jsonLines(outputFormat)] : []),
  ];
}

function messageLines(message: ModelMessage): readonly string[] {
  const calls = message.role === "assistant" ? (message.toolCalls ?? []) : [];
  const made = calls.map((call) => `calls ${call.name}(${call.arguments})`);
  return [`[${message.role}]`, ...contentText(message.content).split("\n"), ...made];
}

function jsonLines(value: unknown): readonly string[] {
  return JSON.stringify(JSON.parse(canonicalJson(value)), null, 2).split("\n");
}
