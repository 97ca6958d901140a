import type { Random } from "../base/random.ts";
import { fenced } from "./untrusted.ts";

/** What came of one tool call, as the journal keeps it. */
export interface ToolResult {
  /** False for an error of the tool. */
  readonly ok: boolean;
  readonly text: string;
  /** UTF-8 bytes of the whole result when `text` is only its beginning. */
  readonly cutFromBytes?: number;
}

const defaultMaxResultBytes = 16_384;

export function toolResult(ok: boolean, value: unknown, maxResultBytes = defaultMaxResultBytes): ToolResult {
  const text = typeof value === "string" ? value : JSON.stringify(value ?? null);
  const bytes = Buffer.from(text);
  if (bytes.length <= maxResultBytes) return { ok, text };
  // A cut through a character leaves a replacement character at the end.
  const kept = bytes
    .subarray(0, maxResultBytes)
    .toString()
    .replace(/\uFFFD$/, "");
  return { ok, text: kept, cutFromBytes: bytes.length };
}

/** For the model: the text as data, and outside the fence what is to be known of it. */
export function shownResult(tool: string, { ok, text, cutFromBytes }: ToolResult, random: Random): string {
  const marks = [
    ...(ok ? [] : [`The tool ${tool} failed:`]),
    fenced(`result of ${tool}`, text, random),
    ...(cutFromBytes === undefined ? [] : [`[cut: the first ${Buffer.byteLength(text)} of ${cutFromBytes} bytes are shown]`]),
  ];
  return marks.join("\n");
}
