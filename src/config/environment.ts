import { type Document, isMap, isScalar, isSeq } from "yaml";
import type { KeyPath } from "./problem.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** A `${env:…}` that could not be filled in. */
export interface MissingVariable {
  readonly path: KeyPath;
  /** As written: never a value. */
  readonly reference: string;
  /** Undefined when the reference itself is malformed. */
  readonly name: string | undefined;
}

export interface Interpolation {
  readonly missing: readonly MissingVariable[];
  /** Every value that went in. */
  readonly values: ReadonlySet<string>;
  /** The variables that a string refers to, by the string's path (as JSON). */
  readonly references: ReadonlyMap<string, readonly string[]>;
}

const reference = /\$\{env:([^}]*)\}/g;
/** How a reference is written, for messages. */
export const referenceForm = `\${env:NAME}`;
const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Replaces `${env:NAME}` in every string value of the document, in place. What a variable holds is not read again for references. */
export function interpolate(document: Document, env: Environment): Interpolation {
  const missing: MissingVariable[] = [];
  const values = new Set<string>();
  const references = new Map<string, readonly string[]>();

  const fill = (text: string, path: KeyPath): string =>
    text.replace(reference, (whole, name: string) => {
      const valid = variableName.test(name);
      const value = valid ? env[name] : undefined;
      if (value === undefined) missing.push({ path, reference: whole, name: valid ? name : undefined });
      else values.add(value);
      return value ?? whole;
    });
  const walk = (node: unknown, path: KeyPath): void => {
    if (isMap(node)) for (const { key, value } of node.items) walk(value, [...path, isScalar(key) ? String(key.value) : ""]);
    else if (isSeq(node)) for (const [index, item] of node.items.entries()) walk(item, [...path, index]);
    else if (isScalar(node) && typeof node.value === "string" && node.value.includes("${env:")) {
      references.set(
        JSON.stringify(path),
        [...node.value.matchAll(reference)].map(([, name]) => name ?? ""),
      );
      node.value = fill(node.value, path);
    }
  };
  walk(document.contents, []);
  return { missing, values, references };
}
