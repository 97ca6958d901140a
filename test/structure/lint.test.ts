import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { plantTree } from "./planted-tree.ts";

// The real tree is linted by `npm run lint`; here only whether the rules that an update could rename still bite.
const root = fileURLToPath(new URL("../../", import.meta.url));
const planted = {
  "src/send.ts": "export async function send(): Promise<number> {\n  return await Promise.resolve(1);\n}\n",
  "src/floating.ts": 'import { send } from "./send.ts";\nexport function start(): void {\n  send();\n}\n',
  "src/misused.ts": 'import { send } from "./send.ts";\n[1].forEach(async () => {\n  await send();\n});\n',
  "src/any.ts": "export const anything: any = 1;\n",
  "src/bang.ts": "export const first = (list: number[]) => list[0]!;\n",
  "src/console.ts": 'console.log("x");\n',
  "src/value-import.ts": 'import { Stats } from "node:fs";\nexport type Size = Stats;\n',
  "src/unused.ts": "function unused(): void {}\n",
  "test/only.test.ts": 'import { it } from "vitest";\nit.only("runs alone", () => {});\n',
  "test/skip.test.ts": 'import { it } from "vitest";\nit.skip("never runs", () => {});\n',
};

describe("the linter", () => {
  const tree = plantTree({
    ...planted,
    "biome.json": readFileSync(`${root}biome.json`, "utf8"),
    ".gitignore": "node_modules/\n",
  });
  afterAll(() => tree.remove());
  const program = `${root}node_modules/@biomejs/biome/bin/biome`;
  const parameters = ["lint", "--error-on-warnings", "--reporter=github", "--max-diagnostics=none", "."];
  const run = spawnSync(process.execPath, [program, ...parameters], { cwd: tree.directory, encoding: "utf8" });
  const found = `${run.stdout}${run.stderr}`.split("\n");

  it.each([
    ["a floating promise of another module", "src/floating.ts", "noFloatingPromises"],
    ["a promise where nobody awaits it", "src/misused.ts", "noMisusedPromises"],
    ["any", "src/any.ts", "noExplicitAny"],
    ["a non-null assertion", "src/bang.ts", "noNonNullAssertion"],
    ["console", "src/console.ts", "noConsole"],
    ["a type imported as a value", "src/value-import.ts", "useImportType"],
    ["an unused function", "src/unused.ts", "noUnusedVariables"],
    ["a test that runs alone", "test/only.test.ts", "noFocusedTests"],
    ["a test that never runs", "test/skip.test.ts", "noSkippedTests"],
  ])("reports %s", (_what, file, rule) => {
    expect(found.filter((line) => line.startsWith("::error") && line.includes(file) && line.includes(rule))).not.toEqual([]);
  });

  it("reports nothing else", () => {
    expect(found.filter((line) => line.startsWith("::") && line.includes("src/send.ts"))).toEqual([]);
    expect(run.status).toBe(1);
  });
});
