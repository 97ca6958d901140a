import type OpenAI from "openai";
import type { Content } from "./content.ts";
import type { ModelMessage, ModelRequest, OutputFormat } from "./model.ts";

type Chat = OpenAI.Chat.Completions.ChatCompletionCreateParams;

/** How this endpoint wants to be asked for this model; see WireDialect. */
export interface RequestForm {
  /** Newer endpoints know the one, older ones the other. */
  readonly tokenField: "max_completion_tokens" | "max_tokens";
  readonly stream: boolean;
}

function userContent(content: Content): string | OpenAI.Chat.Completions.ChatCompletionContentPart[] {
  if (typeof content === "string") return content;
  return content.map((part) =>
    part.type === "text"
      ? { type: "text", text: part.text }
      : { type: "image_url", image_url: { url: `data:${part.mediaType};base64,${part.base64}` } },
  );
}

function message(from: ModelMessage): Chat["messages"][number] {
  if (from.role === "tool") return { role: "tool", tool_call_id: from.toolCallId, content: from.content };
  if (from.role === "system") return { role: "system", content: from.content };
  if (from.role === "user") return { role: "user", content: userContent(from.content) };
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
export function chatRequest(request: ModelRequest, { tokenField, stream }: RequestForm): Chat {
  const { tools, outputFormat } = request;
  return {
    model: request.model,
    messages: request.messages.map(message),
    [tokenField]: request.maxOutputTokens,
    ...(stream ? { stream: true, stream_options: { include_usage: true } } : {}),
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
