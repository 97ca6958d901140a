import { expect, it } from "vitest";
import { TestDaemon } from "../support/market-daemon.ts";
import { type Authored, authored } from "../support/market-house.ts";
import { openTrade, place, statusOf } from "../support/market-trade.ts";
import { MarketWorld, type Tap } from "../support/market-world.ts";
import { tempDirectory } from "../support/temp-directory.ts";

const minuteMs = 60_000;

const delivers: Authored = {
  handlers: {
    "order.created": async (ctx) => {
      await ctx.start();
      await ctx.deliver("Otters");
    },
  },
};

interface Bad {
  readonly code?: (world: MarketWorld) => Authored;
  /** What the platform answers to the bad agent's calls. */
  readonly tap?: Tap;
  /** What becomes of its own order. */
  readonly ends: "delivered" | "pending" | "in_progress";
  readonly dead?: string;
}

const absurd = [null, 7, "text", [], {}, { id: 5 }, { id: "x", type: null }, { id: "y", type: "order.created", payload: "none" }];
const types = ["", "constructor", "__proto__", "order.created\u0000", "💥".repeat(2_000), "gigs", "timer", "schedule"];

const bad: Readonly<Record<string, Bad>> = {
  "whose handler never settles": {
    code: ({ clock }) => ({ handlers: { "order.created": () => clock.idle(new Promise<never>(() => {})) } }),
    ends: "pending",
    dead: "handler_timed_out",
  },
  "whose handler never settles in the middle of its work": {
    code: ({ clock }) => ({
      handlers: {
        "order.created": async (ctx) => {
          await ctx.start();
          await ctx.step("for ever", () => clock.idle(new Promise<never>(() => {})));
        },
      },
    }),
    ends: "in_progress",
    dead: "handler_timed_out",
  },
  "whose middleware throws": {
    code: () => ({
      ...delivers,
      middleware: [
        () => {
          throw new TypeError("middleware");
        },
      ],
    }),
    ends: "pending",
    dead: "handler_failed",
  },
  "whose approval policy throws": {
    code: () => ({
      ...delivers,
      approvals: () => {
        throw new TypeError("policy");
      },
    }),
    ends: "in_progress",
    dead: "handler_failed",
  },
  "that gets pages with garbage among its notifications": {
    tap: async ({ endpoint }, next) => {
      const answer = await next();
      if (endpoint !== "listNotifications" || answer.status !== 200) return answer;
      const body = answer.body as { readonly notifications: readonly unknown[] };
      return { ...answer, body: { ...body, notifications: [...absurd, ...body.notifications] } };
    },
    ends: "delivered",
  },
  "that is told of events with absurd types": {
    tap: async ({ endpoint }, next) => {
      const answer = await next();
      if (endpoint !== "listNotifications" || answer.status !== 200) return answer;
      const body = answer.body as { readonly notifications: readonly unknown[] };
      const told = types.map((type, index) => ({ id: `absurd-${index}`, type, payload: { order_id: type }, read: false }));
      return { ...answer, body: { ...body, notifications: [...told, ...body.notifications] } };
    },
    ends: "delivered",
  },
  "that gets ten megabytes where its notifications should be": {
    tap: async ({ endpoint }, next) =>
      endpoint === "listNotifications"
        ? { status: 200, headers: {}, body: { notifications: "x".repeat(10_000_000) } }
        : await next(),
    // Reconcile finds the order all the same.
    ends: "delivered",
  },
  "whose order lists are nonsense": {
    tap: async ({ endpoint }, next) =>
      endpoint === "listOrders" ? { status: 200, headers: {}, body: "<html>Service unavailable</html>" } : await next(),
    ends: "delivered",
  },
};

it.each(Object.entries(bad))("an agent %s keeps no other one from its orders", async (_what, { code, tap, ends, dead }) => {
  const world = await MarketWorld.open();
  const [mine, other] = [await openTrade(world), await openTrade(world)];
  if (tap) {
    world.taps.push((request, next) => (request.headers["x-agent-api-key"] === mine.seller.apiKey ? tap(request, next) : next()));
  }
  const daemon = new TestDaemon({
    world,
    dir: tempDirectory(),
    code: { bad: authored(code?.(world) ?? delivers), good: authored(delivers) },
    agents: [
      { use: "bad", name: "bad", apiKey: mine.seller.apiKey, handlerTimeoutMs: 5_000, concurrency: 1 },
      { use: "good", name: "good", apiKey: other.seller.apiKey },
    ],
    // One place for all: whoever holds it holds up everybody.
    config: { daemon: { concurrency: 1, reconcileIntervalMs: minuteMs } },
  });
  await world.through(daemon.daemon.start());
  const spoiled = await place(mine);
  const sound: string[] = [];
  for (let count = 0; count < 3; count++) {
    sound.push(await place(other));
    await world.clock.advanceBy(2 * minuteMs);
  }
  expect(await Promise.all(sound.map((orderId) => statusOf(other, orderId)))).toEqual(sound.map(() => "delivered"));
  await world.clock.advanceBy(20 * minuteMs);
  expect(await statusOf(mine, spoiled)).toBe(ends);
  const letters = daemon.engine.list({ status: ["dead"] });
  expect(letters.map(({ agent, subject, code: why }) => ({ agent, subject, why }))).toEqual(
    dead ? [{ agent: "bad", subject: spoiled, why: dead }] : [],
  );
  expect(daemon.statuses()).toMatchObject({ bad: { phase: "running" }, good: { phase: "running" } });
});
