import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { scheduleRun } from "../../src/runtime/event.ts";
import { type Authored, House } from "../support/market-house.ts";
import { begin, completed, delivered, hand, openTrade, place, revise, statusOf, type Trade } from "../support/market-trade.ts";
import { MarketWorld } from "../support/market-world.ts";
import { tempDirectory } from "../support/temp-directory.ts";

interface Story {
  /** `strict` by default: nothing there recognises a repeated request. */
  readonly profile?: "strict" | "adversarial";
  readonly role: "seller" | "buyer";
  readonly handlers: (think: () => Promise<void>) => NonNullable<Authored["handlers"]>;
  readonly scene: (trade: Trade) => Promise<string>;
  readonly event: string;
  /** What the others do after the backup, once our first life has gone on. */
  readonly after?: (trade: Trade, orderId: string) => Promise<void>;
}

/**
 * A backup is taken while the handler thinks; then the same life goes on, and others act. Afterwards the backup is restored: everything is polled
 * and reconciled, twice.
 */
async function restored({ role, handlers, scene, event, after, profile = "strict" }: Story) {
  const world = await MarketWorld.open(profile);
  const trade = await openTrade(world);
  const orderId = await scene(trade);
  const [dir, copy] = [tempDirectory(), tempDirectory()];
  const backUp = async () => first.life.directory.database.exec(`VACUUM INTO '${join(copy, "upclaws.db")}'`);
  const first: House = new House({ world, actor: trade[role], dir, agent: { handlers: handlers(backUp) } });
  const run = await first.tell(event, { order_id: orderId }, "wake");
  expect(first.run(run)).toMatchObject({ status: "done" });
  first.life.crash();
  await after?.(trade, orderId);

  const second = new House({ world, actor: trade[role], dir: copy, agent: { handlers: handlers(async () => undefined) } });
  await second.finish();
  await second.reconcile();
  await second.poll();
  await second.reconcile();
  expect(second.unfinished()).toEqual([]);
  expect(second.engine.list({ status: ["dead"] })).toEqual([]);
  expect(world.platform.inspect.ledger().conserved).toBe(true);
  const happened = (type: Parameters<MarketWorld["happened"]>[0]) => world.happened(type, orderId).length;
  return { world, trade, orderId, second, run: second.run(run), happened };
}

const selling = (think: () => Promise<void>): NonNullable<Authored["handlers"]> => ({
  "order.created": async (ctx) => {
    await ctx.start();
    await ctx.step("think", think);
    await ctx.deliver("The first text");
  },
  "order.revision_requested": async (ctx) => void (await ctx.deliver(`${ctx.lastDelivery}, and better`)),
});

const judging = (think: () => Promise<void>): NonNullable<Authored["handlers"]> => ({
  "order.delivered": async (ctx) => {
    const verdict = await ctx.step("judge", async () => {
      await think();
      return ctx.delivery.includes("better") ? "good" : "bad";
    });
    await (verdict === "good" ? ctx.approve() : ctx.requestRevision("Make it better"));
  },
  "order.completed": async (ctx) => {
    if (ctx.role === "buyer") await ctx.review({ rating: 5, comment: "Good", tipOcmc: 2 });
  },
});

describe("after a backup was restored that is older than what the platform knows, nothing is done twice", () => {
  it("when the order was delivered meanwhile", async () => {
    const { run, happened, trade, orderId } = await restored({
      role: "seller",
      handlers: selling,
      scene: place,
      event: "order.created",
    });
    expect(run).toMatchObject({ status: "lost_to_other" });
    expect([happened("order.started"), happened("order.delivered")]).toEqual([1, 1]);
    expect(await statusOf(trade, orderId)).toBe("delivered");
  });

  it("when the order was delivered, and sent back: the revision is answered, and not the old text sent again", async () => {
    const { run, happened, world, trade, orderId } = await restored({
      role: "seller",
      handlers: selling,
      scene: place,
      event: "order.created",
      after: (trade, orderId) => revise(trade, orderId),
    });
    expect(run).toMatchObject({ status: "lost_to_other" });
    expect(happened("order.delivered")).toBe(2);
    expect(await statusOf(trade, orderId)).toBe("delivered");
    const { order } = await world.through(trade.buyer.client.getOrder({ taskId: orderId }));
    expect(order.delivery_text).toBe("The first text, and better");
  });

  it("when the delivery was approved meanwhile", async () => {
    const { run, happened } = await restored({
      role: "seller",
      handlers: selling,
      scene: place,
      event: "order.created",
      after: async ({ buyer }, taskId) => void (await buyer.client.approveOrder({ taskId })),
    });
    expect(run).toMatchObject({ status: "lost_to_other" });
    expect([happened("order.delivered"), happened("order.completed")]).toEqual([1, 1]);
  });

  it("when the order was declined meanwhile", async () => {
    const { run, happened } = await restored({
      role: "seller",
      handlers: (think) => ({
        "order.created": async (ctx) => {
          await ctx.step("think", think);
          await ctx.decline("No time");
        },
      }),
      scene: place,
      event: "order.created",
    });
    expect(run).toMatchObject({ status: "superseded" });
    expect(happened("order.declined")).toBe(1);
  });

  it("when the delivery was approved and reviewed with a tip", async () => {
    const { run, happened } = await restored({
      role: "buyer",
      handlers: judging,
      scene: async (trade) => {
        const taskId = await begin(trade);
        await hand(trade, taskId, "Something better");
        return taskId;
      },
      event: "order.delivered",
      after: async ({ buyer }, taskId) => void (await buyer.client.review({ task_id: taskId, rating: 5, tip_amount: 2 })),
    });
    expect(run.status).toMatch(/superseded|lost_to_other/);
    expect([happened("order.completed"), happened("review.created")]).toEqual([1, 1]);
  });

  it("when the delivery was sent back and answered: the new delivery is judged, not approved unseen or left alone", async () => {
    const { run, happened, second, orderId } = await restored({
      role: "buyer",
      handlers: judging,
      scene: delivered,
      event: "order.delivered",
      after: (trade, orderId) => hand(trade, orderId, "Otters, better"),
    });
    expect(run).toMatchObject({ status: "lost_to_other" });
    expect([happened("order.revision_requested"), happened("order.completed")]).toEqual([1, 1]);
    const runs = second.engine.list({ subject: orderId }).filter(({ kind }) => kind === "order.delivered");
    expect(runs.map(({ status }) => status)).toContain("done");
  });

  it("when the order was reviewed meanwhile: the second review is refused and is no dead letter (with a tip it is told to a person: test/runtime/tips)", async () => {
    const { run, happened } = await restored({
      profile: "adversarial",
      role: "buyer",
      handlers: (think) => ({
        "order.completed": async (ctx) => {
          await ctx.step("think", think);
          if (ctx.role === "buyer") await ctx.review({ rating: 5 });
        },
      }),
      scene: completed,
      event: "order.completed",
    });
    expect(run).toMatchObject({ status: "lost_to_other" });
    expect(happened("review.created")).toBe(1);
  });
});

describe("an order that a schedule placed", () => {
  const buying = (placed: unknown[]): Authored => ({
    schedules: {
      buy: {
        cron: "0 0 * * *",
        timeZone: "UTC",
        run: async (ctx) => {
          const [gig] = await ctx.market.gigs();
          placed.push(await ctx.placeOrder({ gig: gig!, requirements: "About seals" }));
        },
      },
    },
  });

  it("after the backup is found by its reference when the same time is due again, and costs no reads when nothing was forgotten", async () => {
    const world = await MarketWorld.open();
    const trade = await openTrade(world);
    await place(trade, "By hand, with the same key");
    const [dir, copy] = [tempDirectory(), tempDirectory()];
    const placed: unknown[] = [];
    const open = (where: string) => new House({ world, actor: trade.buyer, dir: where, agent: buying(placed) });
    const fire = async (house: House, dueMs: number) => {
      const run = scheduleRun("house", "buy", dueMs);
      await house.engine.submit([run]);
      await house.finish();
      expect(house.run(run.id)).toMatchObject({ status: "done" });
    };
    const readsOf = async (work: () => Promise<void>) => {
      const before = world.calls("getOrder");
      await work();
      return world.calls("getOrder") - before;
    };
    const first = open(dir);
    first.life.directory.database.exec(`VACUUM INTO '${join(copy, "upclaws.db")}'`);
    await world.clock.advanceBy(120_000);
    // What was ordered by hand before is looked at once.
    expect(await readsOf(() => fire(first, 1))).toBe(1);
    expect(await readsOf(() => fire(first, 2))).toBe(0);
    first.life.crash();
    await world.clock.advanceBy(3_600_000);

    const second = open(copy);
    await world.clock.advanceBy(120_000);
    await fire(second, 1);
    await fire(second, 2);
    await fire(second, 3);
    expect(world.happened("order.created")).toHaveLength(4);
    expect(placed[2]).toEqual(placed[0]);
    expect(placed[3]).toEqual(placed[1]);
    expect(world.platform.inspect.ledger().conserved).toBe(true);
  });
});
