import { execFileSync } from "node:child_process";
import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));

// As a user runs them: by Node alone. One process for all, since they leave nothing behind.
it("every template passes its own tests", () => {
  const tests = globSync("templates/*/agent.test.ts", { cwd: root });
  expect(tests.length).toBeGreaterThanOrEqual(6);
  const args = ["--conditions=@upclaws/source", "--test", "--test-isolation=none", "--test-reporter=tap", ...tests];
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const report = execFileSync(process.execPath, args, { cwd: root, env, encoding: "utf8" });
  expect(report).toMatch(/^# fail 0$/m);
  expect(Number(/^# pass (\d+)$/m.exec(report)?.[1])).toBeGreaterThanOrEqual(tests.length);
});
