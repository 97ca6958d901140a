import type { z } from "zod";
import { suggest } from "../base/suggest.ts";
import type { JsonSchema } from "./json-schema.ts";
import { knownKeys } from "./json-schema.ts";
import { type KeyPath, type Problem, pathText } from "./problem.ts";
import type { ValueDisplay } from "./secret.ts";
import type { YamlSource } from "./yaml-source.ts";

export interface ProblemContext {
  readonly source: YamlSource;
  readonly display: ValueDisplay;
  /** Knows the keys that may stand in place of an unknown one. */
  readonly jsonSchema: JsonSchema;
  /** Where the judged value stands in the file. */
  readonly at: KeyPath;
  /** The judged value. */
  readonly value: unknown;
}

/** What a schema minded, as problems with a place in the file. */
export function problemsOf(error: z.ZodError, context: ProblemContext): Problem[] {
  return error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys" ? unknownKeys(issue, context) : [wrongValue(issue, context)],
  );
}

function unknownKeys(issue: z.core.$ZodIssueUnrecognizedKeys, context: ProblemContext): Problem[] {
  const parent = filePath(issue.path, context);
  const known = knownKeys(context.jsonSchema, parent);
  return issue.keys.map((key) => {
    const meant = suggest(key, known);
    return {
      file: context.source.file,
      ...context.source.keyPosition([...parent, key]),
      path: pathText([...parent, key]),
      received: context.display.show([], key),
      allowed: known.join(", ") || "no key",
      message: meant === undefined ? "unknown key" : `unknown key; did you mean ${meant}?`,
    };
  });
}

function wrongValue(issue: z.core.$ZodIssue, context: ProblemContext): Problem {
  const path = filePath(issue.path, context);
  const value = issue.path.reduce<unknown>(child, context.value);
  const missing = value === undefined && path.length > 0;
  return {
    file: context.source.file,
    ...context.source.position(path),
    path: pathText(path),
    received: context.display.show(path, value ?? (missing ? undefined : null)),
    allowed: allowedBy(issue),
    message: missing ? "missing" : messageFor(issue, value),
  };
}

function filePath(path: readonly PropertyKey[], context: ProblemContext): KeyPath {
  return [...context.at, ...path.map((key) => (typeof key === "symbol" ? String(key) : key))];
}

function child(parent: unknown, key: PropertyKey): unknown {
  return typeof parent === "object" && parent !== null ? (parent as Record<PropertyKey, unknown>)[key] : undefined;
}

function allowedBy(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.expected === "int" ? "a whole number" : issue.expected;
    case "invalid_value":
      return issue.values.map(String).join(", ");
    case "too_small":
      return `at least ${issue.minimum}${sizeUnit(issue.origin)}`;
    case "too_big":
      return `at most ${issue.maximum}${sizeUnit(issue.origin)}`;
    default:
      return issue.message.replace(/^expected /, "");
  }
}

function sizeUnit(origin: string): string {
  if (origin === "string") return " character(s)";
  return origin === "array" ? " item(s)" : "";
}

function messageFor(issue: z.core.$ZodIssue, value: unknown): string {
  switch (issue.code) {
    case "invalid_type":
      return "wrong type";
    case "too_small":
      return "too small";
    case "too_big":
      return "too large";
    case "invalid_value": {
      const meant = typeof value === "string" ? suggest(value, issue.values.map(String)) : undefined;
      return meant === undefined ? "unknown value" : `unknown value; did you mean ${meant}?`;
    }
    default:
      return issue.message;
  }
}
