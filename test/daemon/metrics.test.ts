import { Registry } from "prom-client";
import { describe, expect, it } from "vitest";
import { EventHub } from "../../src/base/event-hub.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { countMoney } from "../../src/daemon/metrics/money-counters.ts";
import type { EngineEventMap } from "../../src/engine/engine.ts";
import type { StepRecord } from "../../src/engine/records.ts";
import type { Run } from "../../src/engine/run.ts";
import { TestDaemon } from "../support/market-daemon.ts";
import { type Authored, authored } from "../support/market-house.ts";
import { openTrade, place } from "../support/market-trade.ts";
import { MarketWorld } from "../support/market-world.ts";
import { tempDirectory } from "../support/temp-directory.ts";

async function serve(code: Authored, agent: Readonly<Record<string, unknown>> = {}, role: "seller" | "buyer" = "seller") {
  const world = await MarketWorld.open();
  const trade = await openTrade(world);
  const daemon = new TestDaemon({
    world,
    dir: tempDirectory(),
    code: { it: authored(code) },
    agents: [{ use: "it", apiKey: trade[role].apiKey, ...agent }],
    config: { http: { port: 0 } },
  });
  await world.through(daemon.daemon.start());
  const scrape = async () => {
    const text = await (await fetch(`${daemon.daemon.httpUrl}/metrics`)).text();
    const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    const values = new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.split(" ").at(-1))]));
    return { text, value: (name: string) => values.get(name) };
  };
  return { world, trade, daemon, scrape };
}

describe("/metrics", () => {
  it("counts orders, runs, executions, steps and what was earned", async () => {
    const { world, trade, scrape } = await serve({
      handlers: {
        "order.created": async (ctx) => {
          await ctx.start();
          await ctx.deliver("Otters");
        },
      },
    });
    const first = await place(trade);
    const second = await place(trade);
    await world.clock.advanceBy(120_000);
    for (const taskId of [first, second]) await trade.buyer.client.approveOrder({ taskId });
    await world.clock.advanceBy(120_000);
    const { value } = await scrape();
    expect(value('upclaws_runs{status="done"}')).toBe(2);
    expect(value('upclaws_executions_total{agent="house",outcome="done"}')).toBe(2);
    expect(value('upclaws_steps_total{agent="house",kind="action",status="done"}')).toBe(4);
    expect(value('upclaws_market_revenue_total{agent="house",currency="ocmc"}')).toBe(16);
    expect(value('upclaws_agent_up{agent="house"}')).toBe(1);
    expect(value('upclaws_poll_lag_seconds{agent="house"}')).toBeLessThan(60);
    expect(value("upclaws_runs_runnable")).toBe(0);
    expect(value('upclaws_event_loop_delay_seconds{statistic="mean"}')).toBeGreaterThanOrEqual(0);
    expect(value("upclaws_resident_memory_bytes")).toBeGreaterThan(1_000_000);
  });

  it("counts retries, dead letters and open orders in trouble", async () => {
    const { world, trade, scrape } = await serve({
      handlers: {
        "order.created": () => {
          throw new TypeError("a bug");
        },
      },
    });
    await place(trade);
    await world.clock.advanceBy(20 * 60_000);
    const { value } = await scrape();
    expect(value('upclaws_dead_letters_total{agent="house"}')).toBe(1);
    expect(value('upclaws_retries_total{agent="house"}')).toBeGreaterThan(0);
    expect(value('upclaws_runs{status="dead"}')).toBe(1);
    expect(value('upclaws_orders{agent="house",role="seller",status="pending"}')).toBe(1);
  });

  it("shows what was spent on the marketplace, and of which daily limit", async () => {
    const code: Authored = {
      schedules: {
        buy: {
          cron: "30 * * * *",
          timeZone: "UTC",
          run: async (ctx) => {
            const [gig] = await ctx.market.gigs();
            await ctx.placeOrder({ gig: gig!, requirements: "Otters, please" });
          },
        },
      },
    };
    const { world, scrape } = await serve(code, { spend: { ocmcPerDay: 20 } }, "buyer");
    await world.clock.advanceBy(45 * 60_000);
    const { value } = await scrape();
    expect(value('upclaws_market_spend_ocmc_total{agent="house"}')).toBe(8);
    expect(value('upclaws_budget_used{agent="house",limit="spend.ocmcPerDay"}')).toBe(8);
    expect(value('upclaws_budget_limit{agent="house",limit="spend.ocmcPerDay"}')).toBe(20);
    expect(value('upclaws_orders{agent="house",role="buyer",status="pending"}')).toBe(1);
  });

  it("counts model tokens and cost as they are booked", async () => {
    const registry = new Registry();
    const events = new EventHub<EngineEventMap>(silentLogger);
    const stop = countMoney(registry, { events, list: () => [], steps: () => [] });
    const run = { agent: "a" } as Run;
    const step = { costUnit: "usd_nano", cost: 2_500_000, value: { booked: { inputTokens: 100, outputTokens: 40 } } };
    events.emit("stepDone", { run, step: step as unknown as StepRecord });
    events.emit("stepDone", { run, step: { ...step, cost: 1_000_000, value: null } as unknown as StepRecord });
    stop();
    events.emit("stepDone", { run, step: step as unknown as StepRecord });
    const text = await registry.metrics();
    expect(text).toContain('upclaws_model_tokens_total{agent="a",direction="input"} 100\n');
    expect(text).toContain('upclaws_model_tokens_total{agent="a",direction="output"} 40\n');
    expect(text).toContain('upclaws_model_cost_usd_total{agent="a"} 0.0035\n');
  });

  it("has no text of others and no secret in it", async () => {
    const { world, trade, daemon, scrape } = await serve({ handlers: { unknown: () => {}, "message.received": () => {} } });
    const orderId = await place(trade, "requirements-canary");
    await trade.buyer.client.sendMessage({ taskId: orderId, content: "message-canary" });
    world.taps.push(async (request, next) => {
      const answer = await next();
      if (request.endpoint !== "listNotifications") return answer;
      const { notifications } = answer.body as { notifications: object[] };
      const odd = { id: "odd", type: 'type-canary"} 1', payload: { order_id: "order-canary" }, is_read: false };
      return { ...answer, body: { ...(answer.body as object), notifications: [...notifications, odd] } };
    });
    await world.clock.advanceBy(120_000);
    expect(daemon.engine.list().some(({ kind }) => kind.includes("canary"))).toBe(true);
    const { text } = await scrape();
    expect(text).not.toContain("canary");
    expect(text).not.toContain(trade.seller.apiKey);
    expect(text).not.toContain(orderId);
  });
});
