import { isMap, isPair, isScalar, LineCounter, type Node, parseDocument } from "yaml";
import type { z } from "zod";
import { llmError } from "../errors.ts";
import { type Script, type ScriptSource, scriptSchema } from "./script.ts";

type Path = readonly PropertyKey[];

/** Validates a script written as an object. Throws `script_invalid` naming every faulty key. */
export function defineScript(source: ScriptSource): Script {
  const parsed = scriptSchema.safeParse(source);
  if (parsed.success) return parsed.data;
  throw invalid(
    "script",
    parsed.error.issues.map((issue) => describe(issue, source)),
  );
}

/** Reads a script in YAML. `file` is only for messages. Throws `script_invalid` whose message has one `file:line:column` line per fault. */
export function parseScript(yaml: string, file: string): Script {
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  if (document.errors.length > 0) {
    throw invalid(
      file,
      document.errors.map((error) => `${at(error.pos[0])} ${error.message}`),
    );
  }
  const source: unknown = document.toJS() ?? {};
  const parsed = scriptSchema.safeParse(source);
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.map((issue) => at(offsetOf(document.contents, placeOf(issue))));
  throw invalid(
    file,
    parsed.error.issues.map((issue, index) => `${places[index]} ${describe(issue, source)}`),
  );
}

function invalid(file: string, problems: readonly string[]) {
  return llmError("script_invalid", `The script is not valid:\n${problems.join("\n")}`, { file, problems });
}

/** An unknown key is reported where it stands, not where its object begins. */
function placeOf(issue: z.core.$ZodIssue): Path {
  return issue.code === "unrecognized_keys" ? [...issue.path, issue.keys[0] ?? ""] : issue.path;
}

function describe(issue: z.core.$ZodIssue, source: unknown): string {
  const key = placeOf(issue).reduce<string>(
    (text, part) => (typeof part === "number" ? `${text}[${part}]` : text ? `${text}.${String(part)}` : String(part)),
    "",
  );
  const value = issue.path.reduce<unknown>(
    (inner, part) => (typeof inner === "object" && inner !== null ? (inner as Record<PropertyKey, unknown>)[part] : undefined),
    source,
  );
  const scalar = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  return `${key || "script"}: ${issue.message}${scalar ? ` (received ${JSON.stringify(value)})` : ""}`;
}

/** Where the value at `path` begins: its key when it has one, the nearest enclosing node when the value is missing. */
function offsetOf(root: Node | null, path: Path): number {
  let node: unknown = root;
  let offset = root?.range?.[0] ?? 0;
  for (const part of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === part);
      if (!pair) break;
      offset = isScalar(pair.key) ? (pair.key.range?.[0] ?? offset) : offset;
      node = pair.value;
    } else {
      const item: unknown = itemAt(node, part);
      if (item === undefined) break;
      node = item;
      offset = (item as Node).range?.[0] ?? offset;
    }
  }
  return offset;
}

function itemAt(node: unknown, index: PropertyKey): unknown {
  if (typeof node !== "object" || node === null || !("items" in node) || !Array.isArray(node.items)) return undefined;
  return typeof index === "number" ? node.items[index] : undefined;
}
