import type { JsonSchema } from "./json-schema.ts";
import type { ProseWriter } from "./prose.ts";

const byFormat: Readonly<Record<string, string>> = {
  email: "someone@example.com",
  uri: "https://example.com/",
  uuid: "00000000-0000-4000-8000-000000000000",
  "date-time": "2026-01-01T00:00:00Z",
  date: "2026-01-01",
  time: "12:00:00",
  duration: "P1D",
  ipv4: "192.0.2.1",
  ipv6: "2001:db8::1",
  hostname: "example.com",
};

// Tried in turn against a pattern that prose does not match; a pattern none of them fits gets prose, which will be found invalid.
const patternGuesses = [
  "a",
  "abc",
  "A",
  "ABC",
  "1",
  "123",
  "12345",
  "a1",
  "abc-123",
  "ABC-123",
  "2026-01-01",
  "#336699",
  "+10000000000",
];

const titleNames = /title|subject|headline|name|label|heading|topic/i;
const longNames = /article|content|body|draft|essay|post|deliver|document|report|story/i;

/** A string within the schema's bounds: a sample of its format, else prose as long as the property's name suggests. */
export function generateString(schema: JsonSchema, path: readonly string[], prose: ProseWriter): string {
  const sample = byFormat[schema.format ?? ""];
  if (sample !== undefined) return sample;
  const { minLength, maxLength } = schema;
  const name = path.findLast((part) => !/^\d+$/.test(part)) ?? "";
  const isTitle = titleNames.test(name) && (minLength ?? 0) <= prose.topic.length;
  const sentences = longNames.test(name) ? 8 : 2;
  const text = isTitle ? prose.topic.slice(0, maxLength) : prose.write(path.join("."), { sentences, minLength, maxLength });
  if (schema.pattern === undefined) return text;
  const pattern = new RegExp(schema.pattern, "u");
  return [text, ...patternGuesses].find((candidate) => pattern.test(candidate)) ?? text;
}
