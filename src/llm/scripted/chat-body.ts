import { z } from "zod";
import { type Content, type ContentPart, contentText } from "../content.ts";
import type { ModelMessage, ModelRequest, OutputFormat } from "../model.ts";

const notText = { error: "expected a string or an array of content parts" };
const textParts = z.array(z.object({ type: z.string(), text: z.string().optional() }));
const text = z
  .union([z.string(), textParts], notText)
  .transform((value) => (typeof value === "string" ? value : value.map((part) => part.text ?? "").join("")));

const dataUrl = /^data:(?<mediaType>image\/(?:png|jpeg|gif|webp));base64,(?<base64>[A-Za-z0-9+/=]+)$/;
const imagePart = z
  .object({ type: z.literal("image_url"), image_url: z.object({ url: z.string() }) })
  .transform((part, context) => {
    const image = dataUrl.exec(part.image_url.url)?.groups;
    if (image) return { type: "image", mediaType: image.mediaType, base64: image.base64 } as ContentPart;
    context.addIssue({ code: "custom", message: "expected a data URL with a png, jpeg, gif or webp image in base64" });
    return z.NEVER;
  });
const userParts = z.array(z.union([z.object({ type: z.literal("text"), text: z.string() }), imagePart]));
const userContent = z
  .union([z.string(), userParts], notText)
  .transform(
    (value): Content => (typeof value === "string" || value.some((part) => part.type === "image") ? value : contentText(value)),
  );
const schemaObject = z.record(z.string(), z.unknown());

const messageSchema = z.discriminatedUnion("role", [
  z.object({ role: z.enum(["system", "developer"]), content: text }),
  z.object({ role: z.literal("user"), content: userContent }),
  z.object({
    role: z.literal("assistant"),
    content: text.nullish(),
    tool_calls: z.array(z.object({ id: z.string(), function: z.object({ name: z.string(), arguments: z.string() }) })).nullish(),
  }),
  z.object({ role: z.literal("tool"), tool_call_id: z.string(), content: text }),
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
export function modelRequest(body: ChatBody, ignores: readonly string[] = []): ModelRequest {
  const outputFormat = outputFormatOf(body);
  const limit = (field: "max_completion_tokens" | "max_tokens") => (ignores.includes(field) ? undefined : body[field]);
  return {
    model: body.model,
    messages: body.messages.map(messageOf),
    maxOutputTokens: limit("max_completion_tokens") ?? limit("max_tokens") ?? defaultMaxOutputTokens,
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
