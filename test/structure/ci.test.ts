import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { plantTree } from "./planted-tree.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const good = {
  event: "summary",
  orders: { completed: 4, cancelled: 1 },
  revisions: 1,
  moneyConserved: true,
  modelCalls: 8,
};

let tree: ReturnType<typeof plantTree>;
afterEach(() => tree.remove());

/** Runs `.ci/run` in a tree of its own, with an npm that writes down how it was called and behaves as told. */
function runCi(behaviour: {
  readonly demoLines: readonly string[];
  readonly demoExit?: number;
  readonly testExit?: number;
  readonly newcomerExit?: number;
}) {
  tree = plantTree({ "demo.out": behaviour.demoLines.join("\n") });
  cpSync(join(root, ".ci"), join(tree.directory, ".ci"), { recursive: true });
  const bin = join(tree.directory, "bin");
  mkdirSync(bin);
  const npm = `#!/bin/sh
echo "$*" >> calls
case "$1" in
  run) case "$2" in
    demo) cat demo.out; exit ${behaviour.demoExit ?? 0};;
    *) exit ${behaviour.newcomerExit ?? 0};;
  esac;;
  test) exit ${behaviour.testExit ?? 0};;
esac
`;
  writeFileSync(join(bin, "npm"), npm);
  chmodSync(join(bin, "npm"), 0o755);
  const path = [bin, dirname(process.execPath), process.env.PATH].join(delimiter);
  const run = spawnSync(join(tree.directory, ".ci", "run"), { env: { ...process.env, PATH: path }, encoding: "utf8" });
  const calls = readFileSync(join(tree.directory, "calls"), "utf8").trim().split("\n");
  return { status: run.status, output: run.stdout, calls };
}

const lines = (summary: unknown) => ['{"event":"started"}', JSON.stringify(summary)];

describe(".ci/run", () => {
  it("runs the two lines of the README, then the newcomer, and succeeds when all do", () => {
    const { status, output, calls } = runCi({ demoLines: lines(good) });
    expect(calls).toEqual(["install", "run demo -- --json", "install", "test", "install", "run test:newcomer"]);
    expect(output).toMatch(/ok {6}demo .*\n.*ok {6}gate .*\n.*ok {6}newcomer /);
    expect(status).toBe(0);
  });

  it("fails when the demo exits with a failure, whatever it printed, and still runs the gate", () => {
    const { status, output, calls } = runCi({ demoLines: lines(good), demoExit: 1 });
    expect(calls).toContain("test");
    expect(output).toContain("FAILED  demo");
    expect(status).toBe(1);
  });

  it("fails when the gate does", () => {
    const { status, output } = runCi({ demoLines: lines(good), testExit: 1 });
    expect(output).toMatch(/ok {6}demo .*\nFAILED {2}gate .*\nok {6}newcomer/);
    expect(status).toBe(1);
  });

  it("fails when the newcomer does not get there", () => {
    const { status, output } = runCi({ demoLines: lines(good), newcomerExit: 1 });
    expect(output).toMatch(/ok {6}gate .*\nFAILED {2}newcomer/);
    expect(status).toBe(1);
  });

  it.each([
    ["money was not conserved", lines({ ...good, moneyConserved: false })],
    ["too few orders were completed", lines({ ...good, orders: { completed: 3, cancelled: 1 } })],
    ["no order was declined", lines({ ...good, orders: { completed: 4 } })],
    ["no order was revised", lines({ ...good, revisions: 0 })],
    ["no model was called", lines({ ...good, modelCalls: 0 })],
    ["the last line is another event", [JSON.stringify(good), '{"event":"stopped"}']],
    ["the last line is not JSON", ["all is well"]],
    ["nothing was printed", []],
  ])("fails when %s", (_why, demoLines) => {
    expect(runCi({ demoLines }).status).toBe(1);
  });
});
