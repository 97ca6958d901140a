import { describe, expect, it } from "vitest";
import { silentLogger } from "../../../src/base/logger.ts";
import { seededRandom } from "../../../src/base/random.ts";
import { VirtualClock } from "../../../src/base/virtual-clock.ts";
import { createClient } from "../../../src/client/client.ts";
import { RateBudgets } from "../../../src/client/rate/rate-budgets.ts";
import { openRates } from "../../../src/platform/service/profiles/rate-styles.ts";
import { RateServer } from "../../support/rate-server.ts";
import { run } from "../fixtures.ts";

function setup(scope: "key" | "process") {
  const clock = new VirtualClock();
  const server = new RateServer({ clock, style: openRates });
  const budgets = new RateBudgets({ scope, readsPerMinute: 60, writesPerMinute: 20, clock, logger: silentLogger });
  const client = (apiKey: string | undefined) =>
    createClient({ transport: server, apiKey, clock, random: seededRandom(1), beforeAttempt: [budgets.for(apiKey).pace] });
  const spend = async (keys: readonly string[]) => {
    const calls = keys.map((key) => client(key).startOrder({ taskId: "o1" }));
    await clock.settle();
    const atOnce = server.log.length;
    await run(clock, Promise.all(calls));
    return { atOnce, refusals: server.refusals.length };
  };
  return { clock, server, budgets, client, spend };
}

describe("a budget per key", () => {
  it("lets each key spend its own", async () => {
    const { spend } = setup("key");
    const keys = Array.from({ length: 40 }, (_, n) => (n % 2 === 0 ? "ak_one" : "ak_two"));
    expect(await spend(keys)).toEqual({ atOnce: 40, refusals: 0 });
  });

  it("is the same for a second client with the same key", async () => {
    const { spend } = setup("key");
    expect(await spend(Array<string>(30).fill("ak_one"))).toEqual({ atOnce: 20, refusals: 0 });
  });

  it("is another one for anonymous calls", () => {
    const { budgets } = setup("key");
    expect(budgets.for(undefined)).toBe(budgets.for(undefined));
    expect(budgets.for(undefined)).not.toBe(budgets.for("ak_one"));
  });
});

it("a budget per process is shared by all keys", async () => {
  const { spend } = setup("process");
  const keys = Array.from({ length: 30 }, (_, n) => `ak_${n}`);
  expect(await spend(keys)).toEqual({ atOnce: 20, refusals: 0 });
});

it("every attempt counts, retries after a failure included", async () => {
  const clock = new VirtualClock();
  const server = new RateServer({
    clock,
    style: openRates,
    answer: async () => ({ status: 503, headers: {}, body: undefined }),
  });
  const budgets = new RateBudgets({ scope: "key", readsPerMinute: 2, writesPerMinute: 20, clock, logger: silentLogger });
  const apiKey = "ak_one";
  const startMs = clock.now();
  const client = createClient({
    transport: server,
    apiKey,
    clock,
    random: seededRandom(1),
    beforeAttempt: [budgets.for(apiKey).pace],
  });
  await run(
    clock,
    client.me().catch(() => undefined),
  );
  expect(server.log).toHaveLength(4);
  expect(server.log[2]!.atMs - startMs).toBeGreaterThanOrEqual(60_000);
});
