import { type Document, isCollection, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLError } from "yaml";
import { messageOf } from "../base/errors.ts";
import { referenceForm } from "./environment.ts";
import { type KeyPath, type Problem, pathText } from "./problem.ts";

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A YAML file as a tree that knows where everything stands. */
export class YamlSource {
  readonly file: string;
  readonly document: Document;
  readonly #text: string;
  readonly #lines = new LineCounter();

  constructor(file: string, text: string) {
    this.file = file;
    this.#text = text;
    // Pretty errors quote the source, and with it perhaps a key.
    this.document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false, stringKeys: true });
  }

  /** Of the value at `path`, or of the nearest thing around it that exists. */
  position(path: KeyPath): Position {
    for (let length = path.length; length > 0; length--) {
      const node = this.document.getIn(path.slice(0, length), true) as Node | undefined;
      if (node?.range) return this.#at(node.range[0]);
    }
    return this.#at(this.document.contents?.range?.[0] ?? 0);
  }

  /** Of the key itself. */
  keyPosition(path: KeyPath): Position {
    const parent = path.length > 1 ? this.document.getIn(path.slice(0, -1), true) : this.document.contents;
    const name = path.at(-1);
    const pair = isMap(parent) ? parent.items.find((item) => isScalar(item.key) && item.key.value === name) : undefined;
    const range = isScalar(pair?.key) ? pair.key.range : undefined;
    return range ? this.#at(range[0]) : this.position(path.slice(0, -1));
  }

  /**
   * What the YAML parser minds: the first error, since the others follow from it, and every duplicate key, with its path, so that it
   * can be told whose problem it is.
   */
  syntaxProblems(): readonly { readonly path: KeyPath; readonly fatal: boolean; readonly problem: Problem }[] {
    const all = [...this.document.errors, ...this.document.warnings].sort((a, b) => a.pos[0] - b.pos[0]);
    const first = all.find(isFatal);
    return all
      .filter((error) => error === first || !isFatal(error))
      .map((error) => {
        const path = pathAt(this.document.contents, error.pos[0]);
        return { path, fatal: isFatal(error), problem: this.#syntaxProblem(error, path) };
      });
  }

  /** The plain value, or why there is none (cyclic or exploding aliases). */
  value(): { readonly value: unknown } | { readonly problem: Problem } {
    try {
      const value: unknown = this.document.toJS();
      // Refuses what has no end: settings are recorded as JSON.
      JSON.stringify(value);
      return { value };
    } catch (thrown) {
      return { problem: this.#problem([], this.#at(0), "aliases that resolve", messageOf(thrown).split("\n")[0] ?? "") };
    }
  }

  #syntaxProblem(error: YAMLError, path: KeyPath): Problem {
    const position = this.#at(error.pos[0]);
    if (!isFatal(error)) return this.#problem(path, position, "each key once", "the key appears twice");
    // The parser's sentence ends where it begins to quote the source.
    const sentence = `not YAML: ${error.message.split(/[:"'`\n]/)[0] ?? error.code}`;
    const unquoted = /[{[,:]\s*\$\{env:/.test(this.#text.split("\n")[position.line - 1] ?? "");
    return this.#problem(path, position, unquoted ? `within { } and [ ], "${referenceForm}" in quotes` : "YAML 1.2", sentence);
  }

  #problem(path: KeyPath, position: Position, allowed: string, message: string): Problem {
    return { file: this.file, ...position, path: pathText(path), received: "see the line", allowed, message };
  }

  #at(offset: number): Position {
    const { line, col } = this.#lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  }
}

function isFatal(error: YAMLError): boolean {
  return error.code !== "DUPLICATE_KEY";
}

/** The path of the innermost key or item that holds `offset`. */
function pathAt(root: Node | null, offset: number): KeyPath {
  const path: (string | number)[] = [];
  let node: Node | null | undefined = root;
  while (isCollection(node)) {
    const step: Step | undefined = isMap(node) ? keyAt(node.items, offset) : isSeq(node) ? itemAt(node.items, offset) : undefined;
    if (!step) break;
    path.push(step.key);
    node = step.value;
  }
  return path;
}

interface Step {
  readonly key: string | number;
  readonly value: Node | undefined;
}

function keyAt(items: readonly { readonly key: unknown; readonly value: unknown }[], offset: number): Step | undefined {
  const pair = items.findLast(({ key }) => isScalar(key) && (key.range?.[0] ?? Number.POSITIVE_INFINITY) <= offset);
  if (!pair || !isScalar(pair.key)) return undefined;
  const end = (pair.value as Node | null)?.range?.[2] ?? pair.key.range?.[2] ?? 0;
  return offset <= end ? { key: String(pair.key.value), value: inside(pair.value, offset) } : undefined;
}

function itemAt(items: readonly unknown[], offset: number): Step | undefined {
  const key = items.findIndex((item) => inside(item, offset) !== undefined);
  return key < 0 ? undefined : { key, value: inside(items[key], offset) };
}

function inside(value: unknown, offset: number): Node | undefined {
  const node = value as Node | null | undefined;
  return node?.range && node.range[0] <= offset && offset <= node.range[2] ? node : undefined;
}
