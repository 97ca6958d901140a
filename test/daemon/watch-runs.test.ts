import { expect, it } from "vitest";
import type { Json } from "../../src/base/json.ts";
import { Redactor } from "../../src/base/redact.ts";
import { watchRuns } from "../../src/daemon/watch-runs.ts";
import { EngineWorld, newRun } from "../support/engine-world.ts";

it("names each run while it executes and no longer, touches it at every step, and shows no key", async () => {
  const world = EngineWorld.open();
  const redactor = new Redactor();
  redactor.add("canary-in-a-name");
  const told: string[] = [];
  const put = (what: Json) => {
    const { run } = what as { run: string };
    told.push(`put ${JSON.stringify(what)}`);
    return { touch: () => told.push(`touch ${run}`), remove: () => told.push(`remove ${run}`) };
  };
  const unwatch = watchRuns({ watchdog: { put }, engine: world.engine, redactor });
  world.start(async (_run, journal) => {
    await journal.step("one", async () => 1);
    return { kind: "done" };
  });
  await world.engine.submit([newRun("canary-in-a-name", { subject: "ak_0123456789abcdef" })]);
  await world.finish();
  const { agent, kind } = newRun("x");
  expect(told).toEqual([
    `put ${JSON.stringify({ agent, kind, order: "[redacted]", run: "[redacted]" })}`,
    "touch [redacted]",
    "remove [redacted]",
  ]);
  unwatch();
  await world.engine.submit([newRun("later")]);
  await world.finish();
  expect(told).toHaveLength(3);
});
