import { contentText } from "../content.ts";
import type { ModelMessage, ModelRequest } from "../model.ts";
import type { ScriptRule } from "./script.ts";

/** The pattern groups of a rule whose conditions (but `hit`) hold for this request; undefined when they do not. */
export function matchRule(
  when: ScriptRule["when"],
  request: ModelRequest,
  call: number,
): Readonly<Record<string, string>> | undefined {
  const { messages } = request;
  const holds =
    is(when.model, request.model) &&
    is(when.call, call) &&
    is(when.last, messages.at(-1)?.role) &&
    isPresent(when.tools, request.tools?.map((tool) => tool.name) ?? []) &&
    isPresent(when.schema, request.outputFormat?.type === "json_schema" ? [request.outputFormat.name] : []);
  if (!holds) return undefined;
  const texts = [
    { pattern: when.system, text: textOf(messages.filter((message) => message.role === "system")) },
    { pattern: when.any, text: textOf(messages) },
    { pattern: when.user, text: lastUserText(request) },
  ];
  const groups = texts.map(({ pattern, text }) => (pattern ? pattern.match(text) : {}));
  return groups.includes(undefined) ? undefined : Object.assign({}, ...groups);
}

export function lastUserText({ messages }: ModelRequest): string {
  return contentText(messages.findLast((message) => message.role === "user")?.content ?? null);
}

function textOf(messages: readonly ModelMessage[]): string {
  return messages.map((message) => contentText(message.content)).join("\n");
}

function is<T>(wanted: T | undefined, actual: T): boolean {
  return wanted === undefined || wanted === actual;
}

function isPresent(wanted: boolean | string | undefined, names: readonly string[]): boolean {
  if (wanted === undefined) return true;
  return typeof wanted === "string" ? names.includes(wanted) : wanted === names.length > 0;
}
