import type { Content } from "./content.ts";

/** The model port: one chat completion in, one answer out. Retries, budgets and fallbacks are built above it. */
export interface Model {
  /**
   * Resolves with the model's answer. Rejects with `signal.reason` when `signal` aborts, else with an UpclawsError: `model_unreachable`,
   * `model_timeout`, `model_rate_limited`, `model_quota_exhausted`, `model_overloaded` (5xx), `model_rejected` (other 4xx), `model_bad_reply` (not a chat
   * completion). `details.retryAfterMs` is how long the endpoint asked to wait, absent when it did not; `details.mayBeBilled` is
   * false when the request certainly cost nothing. Makes at most one request that may be billed.
   *
   * `onText` hears the text in pieces while it is written, for showing progress; a damaged or empty piece is never told.
   */
  complete(request: ModelRequest, signal: AbortSignal, onText?: TextListener): Promise<ModelReply>;
}

export type TextListener = (piece: string) => void;

export interface ModelRequest {
  readonly model: string;
  readonly messages: readonly ModelMessage[];
  readonly tools?: readonly ToolDescription[];
  /** Ask for JSON; absent asks for plain text. An endpoint may ignore it: validate the reply. */
  readonly outputFormat?: OutputFormat;
  /** The endpoint is asked to stop there (finish reason `length`). */
  readonly maxOutputTokens: number;
}

/** `json_schema`: JSON of this JSON Schema, whose root is an object. `json_object`: any JSON object. */
export type OutputFormat =
  | { readonly type: "json_schema"; readonly name: string; readonly schema: Readonly<Record<string, unknown>> }
  | { readonly type: "json_object" };

export type ModelMessage =
  | { readonly role: "system"; readonly content: string }
  | { readonly role: "user"; readonly content: Content }
  | { readonly role: "assistant"; readonly content: string | null; readonly toolCalls?: readonly ToolCall[] }
  | { readonly role: "tool"; readonly toolCallId: string; readonly content: string };

export interface ToolDescription {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments; its root is an object. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** Raw JSON text as the model wrote it: untrusted. */
  readonly arguments: string;
}

/** Plain JSON, so that a journal can record it. */
export interface ModelReply {
  readonly text: string | null;
  readonly toolCalls: readonly ToolCall[];
  readonly finishReason: "stop" | "length" | "tool_calls" | "content_filter" | "other";
  /** The model's own words for declining; absent when it did not decline. */
  readonly refusal?: string;
  /** The model that answered, as the endpoint names it. */
  readonly model: string;
  /** Absent when the endpoint told none, or nonsense. */
  readonly usage?: TokenUsage;
  /** True when pieces of a stream could not be read, so that words may be missing. */
  readonly damaged?: true;
}

export interface TokenUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}
