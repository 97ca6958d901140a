import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { expect, it } from "vitest";
import type { CliContext } from "../../src/cli/cli-context.ts";
import { createProgram } from "../../src/cli/program.ts";
import { examplesOf } from "../../src/cli/verb.ts";
import { pageBlocks } from "../support/page-blocks.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const program = createProgram({ terminal: { print: () => {}, tell: () => {} } } as unknown as CliContext, () => {});
const pages = globSync(["README.md", "docs/*.md", "templates/*/README.md"], { cwd: root }).filter(
  (page) => page !== "docs/cli.md",
);

/** Every command line of a page, in a block or in a sentence, from the verb on. */
function commandLines(page: string): readonly string[] {
  const text = readFileSync(root + page, "utf8");
  const inBlocks = pageBlocks(text).flatMap((block) => block.text.split("\n"));
  const inSentences = [...text.matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? "");
  return [...inBlocks, ...inSentences].flatMap((line) => {
    const found = /(?:^|\s|\/)upclaws (?:-- )?([a-z][a-z-]*(?: [^#|>`]*)?)/.exec(line.replace(/^\s*#.*/, ""));
    return found?.[1] ? [found[1]] : [];
  });
}

/** What the program has no verb or option for. */
function unknownIn(line: string): string | undefined {
  let command: Command = program;
  for (const word of line.trim().split(/\s+/)) {
    const below = command.commands.find((one) => one.name() === word);
    if (below) command = below;
    else if (command === program || (isGroup(command) && !word.startsWith("-"))) return word;
    const option = /^\[?(--[a-z-]+|-[a-z]\b)/.exec(word)?.[1];
    if (option && !command.options.some(({ long, short }) => long === option || short === option)) return option;
  }
  return undefined;
}

function isGroup({ commands, registeredArguments }: Command): boolean {
  return commands.length > 0 && registeredArguments.length === 0;
}

it("every command line in the README and the pages has a verb and options that there are", () => {
  const lines = pages.flatMap((page) => commandLines(page).map((line) => ({ page, line, unknown: unknownIn(line) })));
  expect(lines.length).toBeGreaterThan(60);
  expect(lines.filter(({ unknown }) => unknown !== undefined)).toEqual([]);
});

it("a verb or an option that does not exist would be found", () => {
  expect(unknownIn("orders shwo OCM-1")).toBe("shwo");
  expect(unknownIn("rnu --once")).toBe("rnu");
  expect(unknownIn("run --onse")).toBe("--onse");
  expect(unknownIn("orders show OCM-1 --json")).toBeUndefined();
});

it("every verb has examples, of verbs and options that there are", () => {
  const leaves = (command: Command): readonly Command[] => [
    ...(isGroup(command) ? [] : [command]),
    ...command.commands.flatMap(leaves),
  ];
  const verbs = program.commands.flatMap(leaves);
  expect(verbs.length).toBeGreaterThan(25);
  expect(verbs.filter((verb) => examplesOf(verb).length === 0).map((verb) => verb.name())).toEqual([]);
  expect(verbs.flatMap(examplesOf).filter((line) => unknownIn(line) !== undefined)).toEqual([]);
});
