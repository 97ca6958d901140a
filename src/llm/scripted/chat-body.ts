import { z } from "zod";
import type { ModelMessage, ModelRequest, OutputFormat } from "../model.ts";

const textParts = z.array(z.object({ type: z.string(), text: z.string().optional() }));
const content = z
  .union([z.string(), textParts], { error: "expected a string or an array of content parts" })
  .transform((value) => (typeof value === "string" ? value : value.map((part) => part.text ?? "").join("")));
const schemaObject = z.record(z.string(), z.unknown());

const messageSchema = z.discriminatedUnion("role", [
  z.object({ role: z.enum(["system", "developer"]), content }),
  z.object({ role: z.literal("user"), content }),
  z.object({
    role: z.literal("assistant"),
    content: content.nullish(),
    tool_calls: z.array(z.object({ id: z.string(), function: z.object({ name: z.string(), arguments: z.string() }) })).nullish(),
  }),
  z.object({ role: z.literal("tool"), tool_call_id: z.string(), content }),
]);

const tokenLimit = z.number().int().min(1).nullish();

/** The body of POST /v1/chat/completions, as far as the scripted model reads it. Other parameters are accepted and ignored. */
export const chatBodySchema = z.object({
  model: z.string().min(1),
  messages: z.array(messageSchema).min(1),
  max_completion_tokens: tokenLimit,
  max_tokens: tokenLimit,
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().optional() }).nullish(),
  tools: z
    .array(
      z.object({
        type: z.literal("function"),
        function: z.object({
          name: z.string().min(1),
          description: z.string().default(""),
          parameters: schemaObject.default({}),
        }),
      }),
    )
    .nullish(),
  response_format: z
    .discriminatedUnion("type", [
      z.object({ type: z.literal("text") }),
      z.object({ type: z.literal("json_object") }),
      z.object({
        type: z.literal("json_schema"),
        json_schema: z.object({ name: z.string().min(1), schema: schemaObject.default({}) }),
      }),
    ])
    .nullish(),
});

export type ChatBody = z.output<typeof chatBodySchema>;

// What an endpoint without a limit of its own would allow.
const defaultMaxOutputTokens = 16_384;

/** The request as the model port knows it, so that a script cannot tell HTTP calls from calls inside the process. */
export function modelRequest(body: ChatBody): ModelRequest {
  const outputFormat = outputFormatOf(body);
  return {
    model: body.model,
    messages: body.messages.map(messageOf),
    maxOutputTokens: body.max_completion_tokens ?? body.max_tokens ?? defaultMaxOutputTokens,
    ...(body.tools?.length ? { tools: body.tools.map((tool) => tool.function) } : {}),
    ...(outputFormat ? { outputFormat } : {}),
  };
}

function messageOf(message: ChatBody["messages"][number]): ModelMessage {
  switch (message.role) {
    case "system":
    case "developer":
      return { role: "system", content: message.content };
    case "user":
      return { role: "user", content: message.content };
    case "tool":
      return { role: "tool", toolCallId: message.tool_call_id, content: message.content };
    case "assistant": {
      const toolCalls = (message.tool_calls ?? []).map((call) => ({ id: call.id, ...call.function }));
      return { role: "assistant", content: message.content ?? null, ...(toolCalls.length > 0 ? { toolCalls } : {}) };
    }
  }
}

function outputFormatOf({ response_format: format }: ChatBody): OutputFormat | undefined {
  if (!format || format.type === "text") return undefined;
  return format.type === "json_object" ? { type: "json_object" } : { type: "json_schema", ...format.json_schema };
}
