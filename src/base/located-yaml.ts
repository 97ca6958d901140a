import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, visit } from "yaml";
import { messageOf } from "./errors.ts";

/** A YAML text as a value, with the places its parts came from. */
export interface LocatedYaml {
  readonly value: unknown;
  /** What is wrong with the text itself, as `file:line:column message`. */
  readonly faults: readonly string[];
  /** `file:line:column` of the value at the path; of the nearest part around it when there is none. */
  at(path: readonly PropertyKey[]): string;
}

/** `file` is only for messages. Never throws. */
export function parseLocatedYaml(text: string, file: string): LocatedYaml {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  let value: unknown;
  const faults = document.errors.map((error) => `${place(error.pos[0])} ${error.message}`);
  if (faults.length === 0) {
    // Aliases are followed only now: one may lead nowhere, or to more than fits into memory.
    try {
      value = document.toJS();
    } catch (error) {
      faults.push(`${place(lostAlias(document))} ${messageOf(error)}`);
    }
  }
  return {
    value,
    faults,
    at: (path) => place(offsetAt(document.contents, path)),
  };
}

/** Where the first alias without an anchor stands; the beginning when all have theirs. */
function lostAlias(document: Document): number {
  let offset = 0;
  visit(document, {
    Alias: (_key, alias) => {
      if (alias.resolve(document)) return undefined;
      offset = alias.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return offset;
}

function offsetAt(root: unknown, path: readonly PropertyKey[]): number {
  let node = root;
  let offset = startOf(root) ?? 0;
  for (const part of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === part);
      if (!pair) break;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof part === "number") {
      node = node.items[part];
      offset = startOf(node) ?? offset;
    } else break;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
