import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { templates } from "../../src/cli/scaffold/template.ts";
import { pageBlocks } from "../support/page-blocks.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const page = readFileSync(`${root}docs/getting-started.md`, "utf8");
const newcomer = globSync("test/newcomer/*.ts", { cwd: root }).map((file) => readFileSync(`${root}${file}`, "utf8"));

// Minutes of CI's newcomer, and not of this test: what the page tells to type is what is typed there.
test("docs/getting-started.md: every command is one that the newcomer in CI types", () => {
  const lines = pageBlocks(page).flatMap(({ language, text }) => (language === "sh" ? text.trim().split("\n") : []));
  expect(lines.length).toBeGreaterThan(8);
  const typed = newcomer.join("\n");
  const known = (line: string) => {
    if (line.startsWith("npm install")) return typed.includes("npm install");
    const [command = ""] = line.split(" --config ");
    return typed.includes(command.replace(" OCM-10001", "")) || (line === "npm start" && typed.includes("run --once"));
  };
  expect(lines.filter((line) => !known(line))).toEqual([]);
});

test("docs/getting-started.md: the table has every template", () => {
  for (const { name } of templates()) expect(page).toContain(`| \`${name}\``);
});
