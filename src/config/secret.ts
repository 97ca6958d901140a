import { Redactor } from "../base/redact.ts";
import type { KeyPath } from "./problem.ts";

const secretKey = /key|token|secret|password|passwd|credential|authorization/i;
const userInUrl = /:\/\/[^/@\s]*@/;
const longestShown = 80;

/** Shows values in problems without showing secrets: what stands under a secret's key, what has a secret's shape, and
 * whatever came from the environment. */
export class ValueDisplay {
  readonly #fromEnvironment: readonly string[];
  readonly #shapes = new Redactor();

  /** `environmentValues`: every value that `${env:…}` put into the file. Their shortest ones would hide ordinary text. */
  constructor(environmentValues: Iterable<string>) {
    this.#fromEnvironment = [...environmentValues].filter((value) => value.length >= 3);
  }

  show(path: KeyPath, value: unknown): string {
    if (value === undefined) return "missing";
    if (path.some((key) => typeof key === "string" && secretKey.test(key))) return "[secret]";
    if (Array.isArray(value)) return "a list";
    if (typeof value === "object" && value !== null) return "an object";
    const text = typeof value === "number" ? String(value) : (JSON.stringify(value) ?? String(value));
    return this.#hides(String(value)) ? "[secret]" : shortened(text);
  }

  #hides(text: string): boolean {
    if (userInUrl.test(text) || this.#shapes.redact(text) !== text) return true;
    return this.#fromEnvironment.some((value) => text.includes(value));
  }
}

function shortened(text: string): string {
  return text.length <= longestShown ? text : `${text.slice(0, longestShown)}…`;
}
