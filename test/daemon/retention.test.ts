import { describe, expect, it } from "vitest";
import { silentLogger } from "../../src/base/logger.ts";
import { VirtualClock } from "../../src/base/virtual-clock.ts";
import { keepForgetting } from "../../src/daemon/retention/forget-ended.ts";
import type { PruneOrder } from "../../src/engine/prune.ts";
import { TestDaemon } from "../support/market-daemon.ts";
import { authored } from "../support/market-house.ts";
import { completed, openTrade } from "../support/market-trade.ts";
import { MarketWorld } from "../support/market-world.ts";
import { tempDirectory } from "../support/temp-directory.ts";

const dayMs = 24 * 3_600_000;

describe("old work", () => {
  it("is forgotten keepDoneDays after it ended, by the next tick, and its notification still is known", async () => {
    const world = await MarketWorld.open();
    const trade = await openTrade(world);
    const taskId = await completed(trade);
    const dir = tempDirectory();
    let handled = 0;
    const handlers = { "order.completed": async () => void handled++ };
    const tick = async () => {
      const daemon = new TestDaemon({
        world,
        dir,
        code: { seller: authored({ handlers }) },
        agents: [{ use: "seller", name: "seller", apiKey: trade.seller.apiKey }],
        config: { daemon: { keepDoneDays: 2 } },
      });
      await world.through(daemon.daemon.once());
      const runs = daemon.engine.list({ subject: taskId });
      await daemon.stop();
      return runs;
    };
    expect((await tick()).map(({ kind }) => kind)).toContain("order.completed");
    await world.clock.advanceBy(dayMs);
    expect(await tick()).not.toEqual([]);
    await world.clock.advanceBy(1.5 * dayMs);
    expect(await tick()).toEqual([]);
    world.taps.push(async (request, next) => {
      const answer = await next();
      if (request.endpoint !== "listNotifications") return answer;
      const { notifications } = await trade.seller.client.listNotifications({ unread: false, limit: 100 });
      return { ...answer, body: { ...(answer.body as object), notifications } };
    });
    expect(await tick()).toEqual([]);
    expect(handled).toBe(1);
  });

  it("goes in batches with pauses, every hour, whatever fails, and until the daemon stops", async () => {
    const clock = new VirtualClock();
    const asked: (PruneOrder & { readonly atMs: number })[] = [];
    const startMs = clock.now();
    const engine = {
      prune: async (order: PruneOrder) => {
        asked.push({ ...order, atMs: clock.now() - startMs });
        if (asked.length === 3) throw new Error("no");
        return { pruned: 100, after: order.after === undefined ? 100 : undefined };
      },
    };
    const ending = new AbortController();
    const done = keepForgetting({ engine, clock, log: silentLogger, keepDoneDays: 30 }, ending.signal);
    await clock.advanceBy(3 * 3_600_000);
    expect(asked.map(({ after }) => after)).toEqual([undefined, 100, undefined, undefined, 100]);
    const [first, second, third] = asked.map(({ atMs }) => atMs);
    expect([first, second]).toEqual([60_000, 60_200]);
    expect(third).toBeGreaterThan(3_600_000);
    expect(asked[0]?.endedBeforeMs).toBe(startMs + 60_000 - 30 * dayMs);
    ending.abort();
    await done;
  });
});
