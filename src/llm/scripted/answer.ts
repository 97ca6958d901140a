import type { ModelReply, ModelRequest, TokenUsage, ToolCall } from "../model.ts";
import type { TokenCounter } from "../tokens.ts";
import { generateValue } from "./generate.ts";
import { lastUserText } from "./match-rule.ts";
import { proseAbout } from "./prose.ts";
import type { ScriptReply } from "./script.ts";
import { fill } from "./template.ts";

export interface AnswerParts {
  readonly request: ModelRequest;
  readonly reply: ScriptReply;
  /** The number of the request among all. */
  readonly call: number;
  /** Pattern groups and `hit`. */
  readonly values: Readonly<Record<string, string>>;
  readonly tokens: TokenCounter;
}

/** Sentences in a generated answer for which no schema is asked. */
const proseSentences = 6;

/** What the model says for one scripted reply: placeholders filled, cut at the request's token limit, usage counted. */
export function answerOf({ request, reply, call, values, tokens }: AnswerParts): ModelReply {
  const filled = { ...values, call: String(call), user: lastUserText(request), model: request.model };
  const bare = textOf(request, reply, filled);
  const text = bare !== null && reply.fence ? `Here you are:\n\`\`\`json\n${bare}\n\`\`\`\nAnything else?` : bare;
  const kept = text === null ? null : tokens.truncate(text, request.maxOutputTokens);
  const toolCalls = (reply.toolCalls ?? []).map(({ name, arguments: given }, index): ToolCall => {
    const value = fill(given, filled);
    return { id: `call_${call}_${index + 1}`, name, arguments: typeof value === "string" ? value : JSON.stringify(value) };
  });
  const cutOff = kept !== text;
  const usage = reply.usage ?? honestUsage(request, kept, toolCalls, tokens);
  return {
    text: kept,
    toolCalls,
    finishReason: reply.finishReason ?? (cutOff ? "length" : toolCalls.length > 0 ? "tool_calls" : "stop"),
    ...(reply.refusal === undefined ? {} : { refusal: fill(reply.refusal, filled) }),
    model: request.model,
    ...(usage === "none" ? {} : { usage }),
  };
}

function textOf(request: ModelRequest, reply: ScriptReply, values: Readonly<Record<string, string>>): string | null {
  if (reply.text !== undefined) return fill(reply.text, values);
  if (reply.json !== undefined) return JSON.stringify(fill(reply.json, values));
  if (reply.generate === undefined) return null;
  const prose = proseAbout(lastUserText(request));
  const given = fill(reply.generate, values);
  switch (request.outputFormat?.type) {
    case "json_schema":
      return JSON.stringify(generateValue(request.outputFormat.schema, prose, given));
    case "json_object":
      return JSON.stringify({ text: prose.write("text", { sentences: proseSentences }), ...given });
    default:
      return prose.write("text", { sentences: proseSentences });
  }
}

/** Never more than the request allows, as a true endpoint would count. */
function honestUsage(
  request: ModelRequest,
  text: string | null,
  toolCalls: readonly ToolCall[],
  tokens: TokenCounter,
): TokenUsage {
  const said = toolCalls.reduce(
    (sum, one) => sum + tokens.ofText(one.name) + tokens.ofText(one.arguments),
    tokens.ofText(text ?? ""),
  );
  return { inputTokens: tokens.ofPrompt(request), outputTokens: Math.min(said, request.maxOutputTokens) };
}
