import { expect, it } from "vitest";
import { until } from "../support/until.ts";
import { type CrashWorld, createCrashWorld } from "./crash-world.ts";
import { collectEvidence } from "./evidence.ts";
import { violations } from "./verdict.ts";

/** Resolves once the crash test's own assertions say so. */
async function found(world: CrashWorld, violation: RegExp): Promise<string> {
  const look = async () => violations(await collectEvidence(world), 1_000).find((told) => violation.test(told));
  return await until(look, { withinMs: 25_000, everyMs: 100, what: () => `a violation like ${violation}` });
}

it("finds a daemon that sends again what got no answer, instead of reading back", { timeout: 40_000 }, async () => {
  const world = await createCrashWorld("resend");
  world.misbehave([{ effect: "drop_after_commit", endpoint: "placeOrder", probability: 0.5 }]);
  world.begin({ plant: "resend" }, 8);
  await found(world, /was ordered \d times/);
});

it("finds a daemon that acknowledges notifications before they are committed", { timeout: 40_000 }, async () => {
  const world = await createCrashWorld("ack-first");
  const first = world.begin({ plant: "ack-first" }, 4);
  expect(await first.exited).toMatchObject({ signal: "SIGKILL" });
  world.begin({}, 0);
  await found(world, /was acknowledged and is not in the inbox/);
});

it("finds a journal that does not outlive the process", { timeout: 40_000 }, async () => {
  const world = await createCrashWorld("forgetful");
  const first = world.begin({}, 4);
  await until(() => world.market.platform.inspect.events().some(({ type }) => type === "order.completed"), {
    withinMs: 20_000,
    what: () => `an order to be completed:\n${first.lastWords}`,
  });
  first.signal("SIGKILL");
  await first.exited;
  world.forget();
  world.begin({}, 0);
  await found(world, /was ordered \d times/);
});
