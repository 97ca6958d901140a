import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isUpclawsError } from "../../src/base/errors.ts";
import type { Problem } from "../../src/config/problem.ts";
import { canary, example, load } from "./fixtures.ts";

const literal = "sk-literal0secret0value";
const text = example.replace("${env:OPENAI_API_KEY}", literal);

const fragment = fc.oneof(
  fc.constantFrom(
    "",
    " ",
    "\n",
    "\t",
    "- ",
    ": ",
    "{",
    "}",
    "[",
    "]",
    '"',
    "'",
    "&a ",
    "*a ",
    "!!x ",
    "#",
    "|\n",
    "? ",
    "<<: ",
    "---\n",
    "%",
  ),
  fc.constantFrom("${env:", "${env:NOPE}", "${env:OPENAI_API_KEY}", "${env:UPCLAWS_WRITER_KEY}", "}", literal, `"${literal}`),
  fc.constantFrom("null", "true", "-1", "1e999", ".nan", "0x1F", "__proto__: 1\n", "constructor: 1\n", "agents: 3\n"),
  fc.string({ maxLength: 6 }),
);
const edit = fc.record({ at: fc.nat(text.length), cut: fc.nat(30), put: fragment });

function mutated(edits: readonly { readonly at: number; readonly cut: number; readonly put: string }[]): string {
  return edits.reduce((before, { at, cut, put }) => before.slice(0, at) + put + before.slice(at + cut), text);
}

function problemsOrNone(source: string): { readonly problems: readonly Problem[]; readonly message: string } {
  try {
    const config = load(source);
    return { problems: config.agents.flatMap((entry) => (entry.ok ? [] : entry.problems)), message: "" };
  } catch (thrown) {
    if (!isUpclawsError(thrown) || thrown.code !== "config_invalid") throw thrown;
    return { problems: thrown.details.problems as readonly Problem[], message: thrown.message };
  }
}

describe("a mutated configuration", { timeout: 60_000 }, () => {
  it("loads or is refused with config_invalid, each problem with a line and a path, and never shows a secret", () => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        const source = mutated(edits);
        const { problems, message } = problemsOrNone(source);
        for (const problem of problems) {
          expect(problem.line).toBeGreaterThanOrEqual(1);
          expect(problem.column).toBeGreaterThanOrEqual(1);
          expect(problem.path).not.toBe("");
          expect(problem.message).not.toBe("");
        }
        const shown = message + JSON.stringify(problems);
        expect(shown).not.toContain(canary);
        // A key pasted into the middle of another word looks like nothing, and one in the place of a key is part of a path.
        const disguised = /\wsk-literal/.test(source) || problems.some(({ path }) => path.includes(literal));
        if (!disguised) expect(shown).not.toContain(literal);
      }),
      { numRuns: 500, verbose: 1 },
    );
  });

  it("is refused for every value of every JSON type at every key, or loads", () => {
    const value = fc.oneof(fc.constantFrom("3", "-3", "1.5", "x", "true", "null", "[]", "{}", "[1]", "{a: 1}", '""', "&a [*a]"));
    const keys = [...text.matchAll(/(\w+): /g)].map((match) => match.index + match[0].length);
    fc.assert(
      fc.property(fc.constantFrom(...keys), value, (at, put) => {
        const end = text.slice(at).search(/[,}\n]/);
        for (const problem of problemsOrNone(text.slice(0, at) + put + text.slice(at + end)).problems) {
          expect(problem.line).toBeGreaterThanOrEqual(1);
        }
      }),
      { numRuns: 400, verbose: 1 },
    );
  });
});
