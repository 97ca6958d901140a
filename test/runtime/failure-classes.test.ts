import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { clientErrors } from "../../src/client/errors.ts";
import { engineErrors } from "../../src/engine/errors.ts";
import { llmErrors } from "../../src/llm/errors.ts";
import { transportErrors } from "../../src/protocol/transport.ts";
import { runtimeErrors } from "../../src/runtime/errors.ts";
import { failureClasses, failureClassOf, otherFailures } from "../../src/runtime/failure-classes.ts";

const catalogue: Readonly<Record<string, { readonly retryable: boolean }>> = {
  ...clientErrors,
  ...engineErrors,
  ...llmErrors,
  ...transportErrors,
  ...runtimeErrors,
};

it("the page tells every class with its codes, tries and waits, and no other", () => {
  const page = readFileSync(new URL("../../docs/reliability.md", import.meta.url), "utf8");
  const section = page.split("## When something fails")[1]?.split("\n## ")[0] ?? "";
  const rows = section.split("\n").filter((line) => /^\| \w/.test(line) && !line.startsWith("| class"));
  const told = rows.map((row) =>
    row
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  const wait = ({ baseMs, maxMs }: { readonly baseMs: number; readonly maxMs: number }) =>
    `${baseMs / 1_000} s – ${maxMs / 1_000} s`;
  const expected = Object.entries(failureClasses).map(([name, { codes, backoff }]) => [
    name,
    codes.map((code) => `\`${code}\``).join(" "),
    "for ever",
    wait(backoff),
  ]);
  expect(told.slice(0, -1)).toEqual(expected);
  expect(told.at(-1)).toEqual(["other", expect.any(String), String(otherFailures.maxAttempts), wait(otherFailures.backoff)]);
});

it("every code of a class is in a catalogue, in one class only, and may succeed later", () => {
  const codes = Object.values(failureClasses).flatMap((failureClass): readonly string[] => failureClass.codes);
  expect(new Set(codes).size).toBe(codes.length);
  expect(codes.filter((code) => code !== "api_unauthorized" && catalogue[code]?.retryable !== true)).toEqual([]);
  expect(failureClassOf("handler_failed")).toBeUndefined();
});
