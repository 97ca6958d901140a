import { z } from "zod";
import type { ModelReply, ToolCall } from "./model.ts";

const tokenCount = z.number().int().min(0);

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
  usage: z.object({ prompt_tokens: tokenCount, completion_tokens: tokenCount }).nullish().catch(undefined),
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
  const { usage } = parsed.data;
  return {
    text: textOf(choice.message),
    toolCalls: toolCallsOf(choice.message),
    finishReason: finishReasons[choice.finish_reason ?? ""] ?? "other",
    ...(choice.message.refusal ? { refusal: choice.message.refusal } : {}),
    model: parsed.data.model || requestedModel,
    ...(usage ? { usage: { inputTokens: usage.prompt_tokens, outputTokens: usage.completion_tokens } } : {}),
  };
}
