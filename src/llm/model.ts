/** The model port: one chat completion in, one answer out. Retries, budgets and fallbacks are built above it. */
export interface Model {
  /**
   * Resolves with the model's answer, or rejects with an UpclawsError: `model_unreachable`, `model_timeout`, `model_rate_limited`, `model_overloaded` (5xx),
   * `model_rejected` (4xx), `model_bad_reply` (not a chat completion). Never retries by itself.
   */
  complete(request: ModelRequest, signal: AbortSignal): Promise<ModelReply>;
}

export interface ModelRequest {
  readonly model: string;
  readonly messages: readonly ModelMessage[];
  readonly tools?: readonly ToolDescription[];
  /** Ask for JSON of this JSON Schema. */
  readonly outputSchema?: { readonly name: string; readonly schema: Readonly<Record<string, unknown>> };
  readonly maxOutputTokens: number;
}

export type ModelMessage =
  | { readonly role: "system" | "user"; readonly content: string }
  | { readonly role: "assistant"; readonly content: string | null; readonly toolCalls?: readonly ToolCall[] }
  | { readonly role: "tool"; readonly toolCallId: string; readonly content: string };

export interface ToolDescription {
  readonly name: string;
  readonly description: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** Raw JSON text as the model wrote it: untrusted. */
  readonly arguments: string;
}

export interface ModelReply {
  readonly text: string | null;
  readonly toolCalls: readonly ToolCall[];
  readonly finishReason: "stop" | "length" | "tool_calls" | "content_filter" | "other";
  /** The model that answered, as the endpoint names it. */
  readonly model: string;
  /** Absent when the endpoint told none. */
  readonly usage?: TokenUsage;
}

export interface TokenUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}
