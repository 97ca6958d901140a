import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { renderCliPage } from "../../scripts/docs-cli.ts";
import { renderConfigPage, renderSchema } from "../../scripts/docs-config.ts";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

// `npm run docs` writes them.
it("docs/cli.md tells every verb and option of the program, and no other", () => {
  expect(read("docs/cli.md")).toBe(renderCliPage());
});

it("docs/configuration.md tells every key of the configuration, and no other", () => {
  expect(read("docs/configuration.md")).toBe(renderConfigPage());
});

it("every key of the configuration has a meaning", () => {
  expect(renderConfigPage().match(/^\| `.*\| {2}\|$/gm)).toBeNull();
});

it("the JSON Schema that is shipped is the one that is checked against", () => {
  expect(read("schema/upclaws.config.schema.json")).toBe(renderSchema());
});
