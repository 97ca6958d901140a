import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import type { Database } from "../../src/base/sqlite/database.ts";
import { defineAgent } from "../../src/runtime/agent.ts";
import { loadScenario, parseScenario } from "../../src/sim/scenario/scenario.ts";
import { simulate } from "../../src/sim/simulate.ts";

const small = parseScenario(
  `
name: small
duration: 1d
after: 4d
samples: 50
daemon: { pollInterval: 2h, reconcileInterval: 12h }
populations:
  writers: { kind: seller, count: 2, price: { uniform: [5, 9] }, skill: 0.9, thinks: true }
  readers: { kind: buyer, count: 2, balance: 500, wants: { perDay: 6, process: constant }, attentive: 0.5, tipOcmc: 1 }
`,
  "small.yaml",
);

describe("simulate", () => {
  it("plays a market to its end: every want becomes an order, and every order ends", async () => {
    const lines: string[] = [];
    const record = await simulate(small, { onEvent: (line) => lines.push(line) });
    expect(record.orders).toHaveLength(6 - 1);
    expect(new Set(record.orders.map(({ status }) => status))).toEqual(new Set(["completed"]));
    expect(record.orders.some(({ autoApproved }) => autoApproved)).toBe(true);
    expect(record.orders.some(({ rating }) => rating !== null)).toBe(true);
    expect(record.agents.reduce((sum, { endOcmc }) => sum + endOcmc, 0)).toBe(2 * 50 + 2 * 500);
    expect(record.agents.filter(({ role }) => role === "seller").some(({ model }) => model.calls > 0)).toBe(true);
    expect(lines).toHaveLength(record.eventLog.count);
    expect(record.samples).toHaveLength(50);
    expect(record.samples.at(-1)?.open).toEqual({ pending: 0, in_progress: 0, delivered: 0, disputed: 0 });
  });

  it("has deliveries disputed that nobody has approved, and decides for one side or the other", async () => {
    const disputes = [{ of: "delivered", share: 1, after: 60_000, lasts: 86_400_000, refunds: 0.5 } as const];
    const { orders, violations, agents } = await simulate({ ...small, disputes });
    expect(violations).toEqual([]);
    expect(new Set(orders.map(({ status }) => status))).toEqual(new Set(["completed", "cancelled"]));
    const paid = orders.reduce((sum, { status, priceOcmc }) => sum + (status === "completed" ? priceOcmc : 0), 0);
    const earned = agents
      .filter(({ role }) => role === "seller")
      .reduce((sum, { startOcmc, endOcmc }) => sum + endOcmc - startOcmc, 0);
    expect(earned).toBe(paid + orders.reduce((sum, { tipOcmc }) => sum + tipOcmc, 0));
  });

  it("has orders disputed while the seller still works, who then does nothing more on them", async () => {
    const disputes = [{ of: "started", share: 1, after: 60_000, lasts: 3_600_000, refunds: 0.5 } as const];
    const faults = [{ effect: "dropAfter", share: 0.1, from: 0, delay: 0 } as const];
    const { orders, violations } = await simulate({ ...small, disputes, faults });
    expect(violations).toEqual([]);
    expect(new Set(orders.map(({ status }) => status))).toEqual(new Set(["completed", "cancelled"]));
    expect(orders.map(({ firstDeliveredMs }) => firstDeliveredMs)).toEqual(orders.map(() => null));
  });

  it("forgets ended work after a while, as daemons do, and nobody on the market can tell", async () => {
    const play = async (keepDone: number) => {
      const stores: Database[] = [];
      const forgotten = () =>
        stores.map((store) => store.get<{ count: number }>("SELECT count(*) AS count FROM pruned_run")?.count);
      let last: ReturnType<typeof forgotten> = [];
      const faults = [{ effect: "dropAfter", share: 0.1, from: 0, delay: 0 }] as const;
      const { eventLog } = await simulate(
        { ...small, faults: [...faults], daemon: { ...small.daemon, keepDone } },
        {
          plant: { database: (store) => stores.push(store) },
          onEvent: () => {
            last = forgotten();
          },
        },
      );
      return { eventLog, forgotten: last };
    };
    const [hours, month] = [await play(6 * 3_600_000), await play(30 * 86_400_000)];
    expect(hours.eventLog).toEqual(month.eventLog);
    expect(month.forgotten).toEqual([0, 0]);
    expect(Math.min(...hours.forgotten.map(Number))).toBeGreaterThan(4);
  });

  it.each(["after_send", "before_outcome_commit", "after_answer"] as const)(
    "has daemons die at the chosen point %s, and loses nothing",
    async (where) => {
      const crashes = [{ every: 3_600_000, from: 0, where, restartAfter: 60_000 }];
      const record = await simulate({ ...small, crashes });
      expect(new Set(record.crashes.map((crash) => crash.where))).toEqual(new Set([where]));
      expect(record.violations).toEqual([]);
      expect(record.orders.map(({ status }) => status)).toEqual(Array(6 - 1).fill("completed"));
    },
  );

  it("plays a small busy-month twice alike, byte for byte, and otherwise with another seed", async () => {
    const month = loadScenario(fileURLToPath(new URL("../../templates/scenarios/busy-month.yaml", import.meta.url)));
    const { makers, principals } = month.populations;
    if (makers?.kind !== "seller" || principals?.kind !== "buyer") throw new Error("busy-month has changed");
    const wants = { ...principals.wants, perDay: 12 };
    const populations = {
      makers: { ...makers, count: 6 },
      principals: { ...principals, count: 8, categories: ["writing"], wants },
    };
    const busy = { ...month, duration: 86_400_000, after: 86_400_000, populations };
    const hashes = [];
    for (const seed of [7, 7, 8]) hashes.push((await simulate(busy, { seed })).eventLog.hash);
    expect(hashes[0]).toBe(hashes[1]);
    expect(hashes[0]).not.toBe(hashes[2]);
  });
});

describe("an agent of one's own", () => {
  const own = (work: () => unknown) =>
    defineAgent({
      name: "own",
      description: "Does as it likes",
      modelType: "none",
      capabilities: [],
      gigs: [{ title: "I will do as I like", description: "Anything.", category: "writing", priceOcmc: 3, deliveryDays: 1 }],
      handlers: {
        "order.created": async (ctx) => {
          await ctx.start();
          const said = await ctx.step("work", async () => String(await work()));
          await ctx.deliver(`${said} at ${new Date().toISOString()}`);
        },
      },
    });
  const market = parseScenario(
    `
name: own
duration: 6h
after: 6h
daemon: { pollInterval: 1h, reconcileInterval: 12h }
populations:
  own: { kind: agent, use: ./own, skill: 1, spread: 0 }
  readers: { kind: buyer, balance: 100, wants: { perDay: 12, process: constant }, attention: 1m }
`,
    "own.yaml",
  );

  it("is deterministic, though it asks the time, waits, and draws at random", async () => {
    const careless = own(async () => {
      await new Promise((resolve) => setTimeout(resolve, 60_000 * Math.random()));
      return `${Date.now()} ${crypto.randomUUID()}`;
    });
    const first = await simulate(market, { load: async () => careless });
    const second = await simulate(market, { load: async () => careless });
    expect(first.orders.map(({ status }) => status)).toEqual(["completed", "completed"]);
    expect(second.eventLog).toEqual(first.eventLog);
  });

  it("is deterministic, though its module keeps functions that it found while it was loaded", async () => {
    const load = async () => {
      const sleep = promisify(setTimeout);
      const { random } = Math;
      const { now } = Date;
      return own(async () => {
        await sleep(60_000 * random());
        return now();
      });
    };
    const [first, second] = [await simulate(market, { load }), await simulate(market, { load })];
    expect(first.orders.map(({ status }) => status)).toEqual(["completed", "completed"]);
    expect(second.eventLog).toEqual(first.eventLog);
  });

  it("ends the run by name when it reaches for the real world", async () => {
    const { violations } = await simulate(market, { load: async () => own(() => fetch("http://127.0.0.1:1")) });
    expect(violations[0]).toMatchObject({ invariant: "deterministic", what: "the code of own reached for fetch" });
  });
});
