import { afterEach, describe, expect, it, vi } from "vitest";
import { isUpclawsError } from "../../src/base/errors.ts";
import { endpoints } from "../../src/protocol/endpoints/table.ts";
import type { ApiRequest, Transport } from "../../src/protocol/transport.ts";
import * as rounds from "../../src/runtime/rounds.ts";
import { parseScenario } from "../../src/sim/scenario/scenario.ts";
import { type SimulateOptions, simulate } from "../../src/sim/simulate.ts";

const market = parseScenario(
  `
name: planted
duration: 3h
after: 2h
daemon: { pollInterval: 1m, busyPollInterval: 10s, reconcileInterval: 2h }
populations:
  writers: { kind: seller, count: 2, price: { uniform: [5, 9] }, skill: 0.5, spread: 0.5, workTime: 3m, messages: 0.3 }
  readers: { kind: buyer, count: 4, balance: 5000, wants: { perDay: 480 }, attention: 1m, acceptsFrom: 0.7, spend: { ocmcPerDay: 2000 } }
faults:
  - { effect: dropAfter, share: 0.05 }
  - { effect: slow, share: 0.5, endpoint: markNotifications, delay: 20s }
crashes: [{ every: 40m, restartAfter: 1m }]
`,
  "planted.yaml",
);

const plant = (send: (request: ApiRequest, signal: AbortSignal, wire: Transport) => ReturnType<Transport["send"]>) => ({
  transport: (wire: Transport): Transport => ({
    send: (request, signal) => send(request, signal, wire),
    close: () => wire.close(),
  }),
});

/** What the invariants say, and after how many orders. */
async function judged(options: SimulateOptions) {
  const { violations, orders } = await simulate(market, { seed: 3, ...options });
  return { found: violations.map(({ invariant, what }) => `${invariant}: ${what}`).join(), orders: orders.length };
}

vi.mock("../../src/runtime/rounds.ts", { spy: true });
afterEach(() => vi.mocked(rounds.deliveriesMade).mockRestore());

/** The row that a trigger is about. */
const row = ["run", "kind", "name", "occurrence", "generation"].map((key) => `${key} = new.${key}`).join(" AND ");
describe("the invariants", () => {
  it("are kept by the daemon as it is, crashes and lost answers and all", async () => {
    const { violations, crashes, orders } = await simulate(market, { seed: 3 });
    expect(violations).toEqual([]);
    expect(crashes.length).toBeGreaterThan(3);
    expect(orders.length).toBeGreaterThan(40);
  });

  it("find a daemon that acknowledges before it commits", async () => {
    const ackFirst = plant(async (request, signal, wire) => {
      const answer = await wire.send(request, signal);
      const { notifications = [] } = (answer.body ?? {}) as { notifications?: readonly { readonly id: string }[] };
      if (request.endpoint !== "listNotifications" || notifications.length === 0) return answer;
      const body = { notification_ids: notifications.map(({ id }) => id) };
      await wire.send({ ...request, endpoint: "markNotifications", query: {}, body }, signal);
      return answer;
    });
    const { found, orders } = await judged({ plant: ackFirst });
    expect(found).toContain("committed before acknowledged");
    expect(orders).toBeLessThan(200);
  });

  it("find a daemon that marks all as read", async () => {
    const markAll = plant((request, signal, wire) =>
      wire.send(request.endpoint === "markNotifications" ? { ...request, body: { mark_all: true } } : request, signal),
    );
    const { found, orders } = await judged({ plant: markAll });
    expect(found).toContain("committed before acknowledged");
    expect(orders).toBeLessThan(200);
  });

  it("find a daemon that sends again what got no answer, without reading back", async () => {
    const resend = plant(async (request, signal, wire) => {
      try {
        return await wire.send(request, signal);
      } catch (error) {
        if (!isUpclawsError(error) || endpoints[request.endpoint].cost === "read") throw error;
        return await wire.send(request, signal);
      }
    });
    const { found, orders } = await judged({ plant: resend });
    expect(found).toContain("no action twice");
    expect(orders).toBeLessThan(200);
  });

  it("find a daemon that counts rounds when events arrive", async () => {
    let arrived = 0;
    vi.mocked(rounds.deliveriesMade).mockImplementation(() => ++arrived);
    const { found, orders } = await judged({});
    expect(found).toContain("handled once");
    expect(orders).toBeLessThan(200);
  });

  it("find a daemon that makes a committed model call again after a crash", async () => {
    const { writers } = market.populations;
    if (writers?.kind !== "seller") throw new Error("no such population");
    const crashes = market.crashes.map((crash) => ({ ...crash, where: "before_outcome_commit" as const }));
    const thinking = { ...market, crashes, populations: { ...market.populations, writers: { ...writers, thinks: true } } };
    const forget = `CREATE TRIGGER forget AFTER INSERT ON step WHEN new.cost_unit = 'usd_nano' BEGIN DELETE FROM step WHERE ${row}; END`;
    const { violations, orders } = await simulate(thinking, {
      seed: 3,
      plant: { database: (database) => database.exec(forget) },
    });
    expect(violations[0]?.invariant).toBe("no model call is made again");
    expect(orders.length).toBeLessThan(200);
  });

  it("find a daemon that books what it pays twice", async () => {
    const twice = `CREATE TRIGGER twice AFTER INSERT ON step WHEN new.cost_unit = 'ocmc'
      BEGIN UPDATE step SET cost = 2 * new.cost WHERE ${row}; END`;
    const { found, orders } = await judged({ plant: { database: (database) => database.exec(twice) } });
    expect(found).toContain("booked is what was paid");
    expect(orders).toBeLessThan(200);
  });
});
