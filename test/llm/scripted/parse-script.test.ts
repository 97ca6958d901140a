import { expect, test } from "vitest";
import { isUpclawsError } from "../../../src/base/errors.ts";
import { defineScript, parseScript } from "../../../src/llm/scripted/parse-script.ts";

function problemsOf(yaml: string): string[] {
  try {
    parseScript(yaml, "my.yaml");
  } catch (error) {
    if (!isUpclawsError(error) || error.code !== "script_invalid") throw error;
    return error.details.problems as string[];
  }
  throw new Error("expected the script to be refused");
}

test("a full script is accepted, comments and all", () => {
  const script = parseScript(
    `
models: [gpt-5-mini]
rules:
  - name: greet            # a comment
    when: { user: "/hello (?<who>\\\\w+)/i", model: gpt-5-mini, tools: false, schema: true, last: user, call: 1, hit: 1 }
    reply: { json: { greeting: "Hi {{who}}, number {{hit}}" }, usage: none, finishReason: stop, delayMs: 5 }
    times: 2
  - when: { system: strict }
    reply: { error: { status: 429, retryAfterMs: 1000 } }
default:
  generate: {}
`,
    "my.yaml",
  );
  expect(script.rules.map((rule) => rule.name)).toEqual(["greet", undefined]);
});

test("an empty file is a script without rules", () => {
  expect(parseScript("", "my.yaml").rules).toEqual([]);
});

test.each([
  ["broken YAML", "rules:\n  - reply: { text: 'x'\n", /^my\.yaml:\d+:\d+ /],
  [
    "a wrong type",
    "rules:\n  - when:\n      call: soon\n    reply: { text: x }\n",
    /^my\.yaml:3:7 rules\[0\]\.when\.call: .*number.*\(received "soon"\)$/,
  ],
  [
    "an unknown key",
    "rules:\n  - reply:\n      text: x\n      colour: red\n",
    /^my\.yaml:4:7 rules\[0\]\.reply\.colour: .*colour/,
  ],
  ["a missing reply", "rules:\n  - name: a\n    when: {}\n", /^my\.yaml:2:5 rules\[0\]\.reply: /],
  [
    "two kinds of reply",
    "rules:\n  - reply:\n      text: x\n      json: {}\n",
    /^my\.yaml:2:5 rules\[0\]\.reply: expected exactly one of .*received text and json$/,
  ],
  [
    "a bad regular expression",
    "rules:\n  - when:\n      user: /(/\n    reply: { text: x }\n",
    /^my\.yaml:3:7 rules\[0\]\.when\.user: .*\(received "\/\(\/"\)$/,
  ],
  [
    "an unknown placeholder",
    'rules:\n  - when: { user: "/(a)/" }\n    reply:\n      text: "{{1}} {{2}}"\n',
    /^my\.yaml:3:5 rules\[0\]\.reply: unknown placeholder \{\{2\}\}/,
  ],
  [
    "a bad presence condition",
    "rules:\n  - when: { tools: 3 }\n    reply: { text: x }\n",
    /^my\.yaml:2:13 rules\[0\]\.when\.tools: expected true, false or the name of a tool \(received 3\)$/,
  ],
  ["a list where an object belongs", "- a\n- b\n", /^my\.yaml:1:1 script: /],
])("%s is refused at its line and column", (_what, yaml, expected) => {
  expect(problemsOf(yaml)[0]).toMatch(expected);
});

test("every fault is reported at once", () => {
  expect(problemsOf("models: []\nrules:\n  - reply: { text: 1 }\n  - reply: { delayMs: -1, text: x }\n")).toHaveLength(3);
});

test("a script written as an object is checked alike", () => {
  expect(() => defineScript({ rules: [{ when: { hit: 0 }, reply: { text: "x" } }] })).toThrowError(/rules\[0\]\.when\.hit/);
});
