import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isAgentDefinition } from "../../src/runtime/agent.ts";
import { isTest, moduleOf, snippets } from "./snippets.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
// Inside the repository, so that `upclaws` means this package.
const folder = join(root, "test/docs/.snippets");
const found = snippets(root);

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  writeFileSync(join(folder, "agent.ts"), 'export { default } from "../../../agents/writer/agent.ts";\n');
  found.forEach((snippet, index) => {
    writeFileSync(join(folder, `snippet-${index}.ts`), moduleOf(snippet));
  });
  const compilerOptions = { noUnusedLocals: false, noUnusedParameters: false };
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ extends: "../../../tsconfig.json", compilerOptions, include: ["*.ts"] }),
  );
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

// A compiler over the whole package: seconds alone, and many times that on a machine with other work.
test("every TypeScript snippet of the README and the pages compiles", { timeout: 120_000 }, () => {
  expect(found.length).toBeGreaterThan(2);
  const check = () =>
    execFileSync(join(root, "node_modules/.bin/tsc"), ["--noEmit", "-p", folder], { encoding: "utf8", stdio: "pipe" });
  expect(() => {
    try {
      check();
    } catch (error) {
      const places = found.map((snippet, index) => `snippet-${index}.ts = ${snippet.place}`).join("\n");
      throw new Error(`${(error as { stdout: string }).stdout}\n${places}`);
    }
  }).not.toThrow();
});

const agents = found.flatMap((snippet, index) => (isTest(snippet) ? [] : [[snippet.place, index] as const]));

test.each(agents)("the snippet at %s is an agent that loads", async (_place, index) => {
  const module: { default: unknown } = await import(join(folder, `snippet-${index}.ts`));
  expect(isAgentDefinition(module.default)).toBe(true);
});
