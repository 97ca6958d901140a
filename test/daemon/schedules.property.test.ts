import fc from "fast-check";
import { expect, it } from "vitest";
import type { Json } from "../../src/base/json.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { VirtualClock } from "../../src/base/virtual-clock.ts";
import { fireDue } from "../../src/daemon/schedules.ts";
import type { Engine } from "../../src/engine/engine.ts";
import type { NewRun, StateWrite } from "../../src/engine/run.ts";
import type { AgentInstance } from "../../src/runtime/agent-instance.ts";
import { authored } from "../support/market-house.ts";

const minuteMs = 60_000;
const startMs = Date.UTC(2026, 0, 1);
const seed = Number(process.env.UPCLAWS_TEST_SEED ?? 20_261_125);

interface Move {
  /** How the wall clock moves before somebody looks; back too. */
  readonly byMs: number;
  /** The process dies after the runs are submitted, before the mark is written. */
  readonly dies: boolean;
}

const move: fc.Arbitrary<Move> = fc.record({
  byMs: fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 0, max: 20 * minuteMs }) },
    { weight: 2, arbitrary: fc.integer({ min: 0, max: 7 * 24 * 60 * minuteMs }) },
    { weight: 1, arbitrary: fc.integer({ min: -3 * 60 * minuteMs, max: 0 }) },
  ),
  dies: fc.boolean(),
});

/** Only what a schedule asks of an engine. */
function store() {
  const ids = new Set<string>();
  const state = new Map<string, Json>();
  const box = { dies: false };
  const engine = {
    readState: () => state,
    list: () => [],
    submit: async (runs: readonly NewRun[]) => {
      const fresh = runs.map(({ id }) => id).filter((id) => !ids.has(id));
      for (const id of fresh) ids.add(id);
      return fresh;
    },
    writeState: async (writes: readonly StateWrite[]) => {
      if (box.dies) throw new Error("dead");
      for (const { key, value } of writes) state.set(key, value ?? null);
    },
  } as unknown as Engine;
  return { ids, box, engine };
}

it(`fires what catchUp promises, and every time at most once, however long nobody looked and wherever the clock went (seed ${seed})`, async () => {
  const property = fc.asyncProperty(
    fc.constantFrom<false | "last" | "all" | undefined>(false, "last", "all", undefined),
    fc.constantFrom(1, 5, 15, 60),
    fc.array(move, { minLength: 1, maxLength: 12 }),
    async (catchUp, everyMinutes, moves) => {
      const { ids, box, engine } = store();
      const everyMs = everyMinutes * minuteMs;
      const cron = everyMinutes === 60 ? "0 * * * *" : `*/${everyMinutes} * * * *`;
      const shop = { cron, timeZone: "UTC", run: () => {}, ...(catchUp !== undefined && { catchUp }) };
      const agent = { name: "house", definition: authored({ schedules: { shop } }), settings: {} } as unknown as AgentInstance;
      let nowMs = startMs + 1;
      const clock = Object.assign(new VirtualClock(), { now: () => nowMs });
      const look = () => fireDue({ agent, engine, clock, log: silentLogger });
      await look();
      let markMs = nowMs;
      for (const { byMs, dies } of moves) {
        nowMs = Math.max(startMs + 1, nowMs + byMs);
        const before = new Set(ids);
        box.dies = dies;
        const died = await look().then(
          () => false,
          () => true,
        );
        box.dies = false;
        const newestMs = Math.floor(nowMs / everyMs) * everyMs;
        const count = Math.max(0, Math.floor(nowMs / everyMs) - Math.floor(Math.min(markMs, nowMs) / everyMs));
        const promised =
          catchUp === "all" ? Math.min(count, 100) : catchUp === false && nowMs - newestMs >= minuteMs ? 0 : Math.min(count, 1);
        const due = Array.from({ length: promised }, (_, back) => `house/s/shop/${newestMs - back * everyMs}`);
        expect(due.filter((id) => !ids.has(id))).toEqual([]);
        expect([...ids].filter((id) => !before.has(id) && !due.includes(id))).toEqual([]);
        if (!died && (count > 0 || nowMs < markMs)) markMs = nowMs;
      }
    },
  );
  await fc.assert(property, { seed, numRuns: 60 });
});

it.each([
  ["2026-03-26T12:00:00Z", "into summer time, which skips half past two"],
  ["2026-10-22T12:00:00Z", "out of summer time, which has half past two twice"],
])("fires a daily schedule once a day from %s on, %s", async (from) => {
  const { ids, engine } = store();
  const shop = { cron: "30 2 * * *", timeZone: "Europe/Berlin", catchUp: "all", run: () => {} } as const;
  const agent = { name: "house", definition: authored({ schedules: { shop } }), settings: {} } as unknown as AgentInstance;
  let nowMs = Date.parse(from);
  const clock = Object.assign(new VirtualClock(), { now: () => nowMs });
  for (let look = 0; look < 6 * 8; look++, nowMs += 3 * 60 * minuteMs) await fireDue({ agent, engine, clock, log: silentLogger });
  const day = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Berlin", dateStyle: "short" });
  const days = [...ids].map((id) => day.format(Number(id.split("/").at(-1))));
  expect(days).toHaveLength(6);
  expect(new Set(days).size).toBe(6);
});
