import type OpenAI from "openai";
import type { ModelMessage, ModelRequest, OutputFormat } from "./model.ts";

type Chat = OpenAI.Chat.Completions.ChatCompletionCreateParamsNonStreaming;

function message(from: ModelMessage): Chat["messages"][number] {
  if (from.role === "tool") return { role: "tool", tool_call_id: from.toolCallId, content: from.content };
  if (from.role !== "assistant") return { role: from.role, content: from.content };
  return {
    role: "assistant",
    content: from.content,
    ...(from.toolCalls?.length
      ? {
          tool_calls: from.toolCalls.map((call) => ({
            id: call.id,
            type: "function" as const,
            function: { name: call.name, arguments: call.arguments },
          })),
        }
      : {}),
  };
}

function responseFormat(format: OutputFormat): NonNullable<Chat["response_format"]> {
  if (format.type === "json_object") return { type: "json_object" };
  // Not strict: strict mode takes only a subset of JSON Schema and answers 400 to the rest; every reply is validated by us anyway.
  return { type: "json_schema", json_schema: { name: format.name, schema: { ...format.schema }, strict: false } };
}

/** A ModelRequest as the body of POST /chat/completions. */
export function chatRequest(request: ModelRequest): Chat {
  const { tools, outputFormat } = request;
  return {
    model: request.model,
    messages: request.messages.map(message),
    max_completion_tokens: request.maxOutputTokens,
    ...(tools?.length
      ? {
          tools: tools.map(({ name, description, parameters }) => ({
            type: "function" as const,
            function: { name, description, parameters: { ...parameters } },
          })),
        }
      : {}),
    ...(outputFormat ? { response_format: responseFormat(outputFormat) } : {}),
  };
}
