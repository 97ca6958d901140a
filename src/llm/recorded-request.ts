import { sha256Hex } from "../base/json.ts";
import type { ModelMessage, ModelRequest } from "./model.ts";
import { withoutFenceCodes } from "./untrusted.ts";

/** What a model was asked, in substance: the same whichever model was asked, and however the endpoint wants its output to be asked for. */
export type RecordedRequest = Omit<ModelRequest, "model">;

// A prompt may hold what a buyer attached. What is cut still tells whether it changed.
const longestText = 262_144;

/**
 * A request as a journal keeps it: what stays the same in a conversation first, then a part for each message. The random codes of fences are left out,
 * images stand as their hash, very long texts are cut, and `redact` takes secrets away.
 */
export function requestParts(request: RecordedRequest, redact: (text: string) => string): readonly string[] {
  const { messages, tools = [], outputFormat, maxOutputTokens } = request;
  const change = (text: string) => bounded(redact(withoutFenceCodes(text)));
  return [{ maxOutputTokens, tools, outputFormat }, ...messages].map((part) => keptJson(part, change));
}

/** What `requestParts` made parts of. */
export function requestOf(parts: readonly string[]): RecordedRequest {
  const [settings, ...messages] = parts.map((part) => JSON.parse(part) as unknown);
  return { ...(settings as Omit<RecordedRequest, "messages">), messages: messages as ModelMessage[] };
}

/** JSON in which every text is what `change` makes of it, and images are their hash. */
export function keptJson(value: unknown, change: (text: string) => string): string {
  return JSON.stringify(value, (key, inner: unknown) => {
    if (typeof inner !== "string") return inner;
    return key === "base64" ? `sha256:${sha256Hex(inner)}` : change(inner);
  });
}

function bounded(text: string): string {
  if (text.length <= longestText) return text;
  return `${text.slice(0, longestText)}\n[cut: ${text.length} characters, sha256:${sha256Hex(text)}]`;
}
