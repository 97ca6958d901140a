import { canonicalJson } from "../base/json.ts";
import { contentText } from "./content.ts";
import type { ModelMessage } from "./model.ts";
import type { RecordedRequest } from "./recorded-request.ts";

/** A request in lines, for reading it and for comparing two. */
export function requestLines(request: RecordedRequest): readonly string[] {
  const { messages, tools = [], outputFormat, maxOutputTokens } = request;
  return [
    `at most ${maxOutputTokens} tokens`,
    ...messages.flatMap(messageLines),
    ...tools.flatMap((tool) => [`tool ${tool.name}: ${tool.description}`, ...jsonLines(tool.parameters)]),
    ...(outputFormat ? [`output: ${outputFormat.type}`, ...jsonLines(outputFormat)] : []),
  ];
}

function messageLines(message: ModelMessage): readonly string[] {
  const calls = message.role === "assistant" ? (message.toolCalls ?? []) : [];
  const made = calls.map((call) => `calls ${call.name}(${call.arguments})`);
  return [`[${message.role}]`, ...contentText(message.content).split("\n"), ...made];
}

function jsonLines(value: unknown): readonly string[] {
  return JSON.stringify(JSON.parse(canonicalJson(value)), null, 2).split("\n");
}
