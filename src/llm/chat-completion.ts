import { z } from "zod";
import type { ModelReply, ToolCall } from "./model.ts";

const tokenCount = z.number().int().min(0);

// Hidden reasoning is output and paid for as such. OpenAI counts it among `completion_tokens`; xAI, Gemini and gateways to it in `total_tokens` alone.
const usage = z
  .object({ prompt_tokens: tokenCount, completion_tokens: tokenCount, total_tokens: tokenCount.nullish().catch(undefined) })
  .transform(({ prompt_tokens: inputTokens, completion_tokens: told, total_tokens: total }) => ({
    inputTokens,
    outputTokens: Math.max(told, (total ?? 0) - inputTokens),
  }));

// Endpoints differ; only what is needed is read, and only what cannot be worked around makes a reply unusable.
const chatCompletion = z.object({
  model: z.string().nullish(),
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({
          content: z.union([z.string(), z.array(z.object({ text: z.string().nullish() }))]).nullish(),
          refusal: z.string().nullish(),
          tool_calls: z
            .array(
              z.object({
                id: z.string().nullish(),
                function: z.object({ name: z.string(), arguments: z.unknown() }).nullish(),
              }),
            )
            .nullish(),
        }),
      }),
    )
    .min(1),
  usage: usage.nullish().catch(undefined),
});

type Choice = z.output<typeof chatCompletion>["choices"][number];

const finishReasons: Readonly<Record<string, ModelReply["finishReason"]>> = {
  stop: "stop",
  length: "length",
  tool_calls: "tool_calls",
  function_call: "tool_calls",
  content_filter: "content_filter",
};

function textOf({ content }: Choice["message"]): string | null {
  return Array.isArray(content) ? content.map((part) => part.text ?? "").join("") : (content ?? null);
}

function toolCallsOf({ tool_calls: calls }: Choice["message"]): ToolCall[] {
  return (calls ?? []).flatMap((call, index) => {
    if (!call.function) return [];
    const { name, arguments: text } = call.function;
    return [{ id: call.id || `call_${index}`, name, arguments: typeof text === "string" ? text : JSON.stringify(text ?? {}) }];
  });
}

/**
 * A chat completion as an endpoint sent it, read into a ModelReply: missing usage, null content and unknown finish reasons are fine. Undefined when
 * it is not a chat completion or has no choices. `requestedModel` stands in for an endpoint that does not name its model.
 */
export function readChatCompletion(body: unknown, requestedModel: string): ModelReply | undefined {
  const parsed = chatCompletion.safeParse(body);
  const choice = parsed.data?.choices[0];
  if (!parsed.data || !choice) return undefined;
  return {
    text: textOf(choice.message),
    toolCalls: toolCallsOf(choice.message),
    finishReason: finishReasons[choice.finish_reason ?? ""] ?? "other",
    ...(choice.message.refusal ? { refusal: choice.message.refusal } : {}),
    model: parsed.data.model || requestedModel,
    ...(parsed.data.usage ? { usage: parsed.data.usage } : {}),
  };
}
