import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from "yaml";

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
  const faults = document.errors.map((error) => `${place(error.pos[0])} ${error.message}`);
  return {
    value: faults.length > 0 ? undefined : document.toJS(),
    faults,
    at: (path) => place(offsetAt(document.contents, path)),
  };
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
