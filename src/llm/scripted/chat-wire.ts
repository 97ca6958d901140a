import type OpenAI from "openai";
import type { ModelReply, TokenUsage, ToolCall } from "../model.ts";
import type { WireOddities } from "./wire-oddities.ts";

type Completion = OpenAI.Chat.Completions.ChatCompletion;
type Chunk = OpenAI.Chat.Completions.ChatCompletionChunk;
type FinishReason = Completion["choices"][number]["finish_reason"];

/** What a completion carries besides the reply. */
export interface Envelope {
  readonly id: string;
  readonly createdSeconds: number;
}

/** A reply as the body of a chat completion. Usage is left out when the script says so, which no honest endpoint does. */
export function completion(
  reply: ModelReply,
  { id, createdSeconds }: Envelope,
  odd: WireOddities = {},
): Omit<Completion, "usage"> & Partial<Completion> {
  const message: Completion["choices"][number]["message"] = {
    role: "assistant",
    content: reply.text,
    refusal: reply.refusal ?? null,
    ...(reply.toolCalls.length > 0 ? { tool_calls: reply.toolCalls.map(toolCall) } : {}),
  };
  return {
    id,
    object: "chat.completion",
    created: createdSeconds,
    model: reply.model,
    choices: odd.choices === "none" ? [] : [{ index: 0, message, logprobs: null, finish_reason: finishReason(reply) }],
    ...(reply.usage ? { usage: usage(reply.usage) } : {}),
  };
}

/** The same reply as the chunks of a stream: the role, the text in pieces, tool calls in two pieces each, the finish reason. */
export function* chunks(reply: ModelReply, { id, createdSeconds }: Envelope, includeUsage: boolean): Generator<Chunk> {
  const head = { id, object: "chat.completion.chunk" as const, created: createdSeconds, model: reply.model };
  const chunk = (delta: Chunk["choices"][number]["delta"], reason: FinishReason | null = null): Chunk => ({
    ...head,
    choices: [{ index: 0, delta, logprobs: null, finish_reason: reason }],
    ...(includeUsage ? { usage: null } : {}),
  });

  yield chunk({ role: "assistant", content: reply.text === null ? null : "" });
  for (const piece of pieces(reply.text ?? "")) yield chunk({ content: piece });
  if (reply.refusal !== undefined) yield chunk({ refusal: reply.refusal });
  for (const [index, call] of reply.toolCalls.entries()) {
    const begun = { index, id: call.id, type: "function" as const, function: { name: call.name, arguments: "" } };
    yield chunk({ tool_calls: [begun] });
    yield chunk({ tool_calls: [{ index, function: { arguments: call.arguments } }] });
  }
  yield chunk({}, finishReason(reply));
}

/** The chunk that ends a stream for which usage was asked; undefined when there is none to tell. */
export function usageChunk(reply: ModelReply, { id, createdSeconds }: Envelope): Chunk | undefined {
  if (!reply.usage) return undefined;
  const head = { id, object: "chat.completion.chunk" as const, created: createdSeconds, model: reply.model };
  return { ...head, choices: [], usage: usage(reply.usage) };
}

/** Words with the space before them; together they are the text. */
function pieces(text: string): string[] {
  return text.match(/\s*\S+|\s+$/g) ?? [];
}

function toolCall({ id, name, arguments: text }: ToolCall) {
  return { id, type: "function" as const, function: { name, arguments: text } };
}

function finishReason({ finishReason: reason }: ModelReply): FinishReason {
  return reason === "other" ? "stop" : reason;
}

function usage({ inputTokens, outputTokens }: TokenUsage) {
  return { prompt_tokens: inputTokens, completion_tokens: outputTokens, total_tokens: inputTokens + outputTokens };
}
