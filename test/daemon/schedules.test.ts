import { describe, expect, it } from "vitest";
import { silentLogger } from "../../src/base/logger.ts";
import { fireDue, keepSchedules, nextDueMs } from "../../src/daemon/schedules.ts";
import type { Schedule } from "../../src/runtime/agent.ts";
import { House } from "../support/market-house.ts";
import { MarketWorld } from "../support/market-world.ts";
import { tempDirectory } from "../support/temp-directory.ts";

const hourMs = 3_600_000;
const at = (iso: string) => Date.parse(iso);

async function open(cron: string, timeZone = "UTC") {
  const world = await MarketWorld.open();
  const actor = await world.actor("Bert");
  const dir = tempDirectory();
  const fired: string[] = [];
  const shop = {
    cron,
    timeZone,
    run: (ctx: { clock: { now(): number } }) => void fired.push(new Date(ctx.clock.now()).toISOString()),
  };
  const house = () => new House({ world, actor, agent: { schedules: { shop } }, dir });
  const options = (of: House) => ({ agent: of.agent, engine: of.engine, clock: world.clock, log: silentLogger });
  const keep = (of: House) => {
    const ending = new AbortController();
    return { kept: keepSchedules(options(of), ending.signal), end: () => ending.abort() };
  };
  return { world, fired, house, options, keep };
}

describe("a schedule", () => {
  it("fires at each of its times, from the first one after it was first seen", async () => {
    const { world, fired, house, keep } = await open("0 * * * *");
    await world.clock.advanceBy(10 * 60_000);
    const { kept, end } = keep(house());
    await world.clock.advanceBy(3 * hourMs);
    end();
    await kept;
    expect(fired).toEqual(["2026-01-01T01:00:00.000Z", "2026-01-01T02:00:00.000Z", "2026-01-01T03:00:00.000Z"]);
  });

  it("that was missed while nobody was there fires once, at once, and then at its times again", async () => {
    const { world, fired, house, keep } = await open("0 * * * *");
    const first = house();
    const before = keep(first);
    await world.clock.advanceBy(hourMs);
    before.end();
    await before.kept;
    first.life.crash();
    await world.clock.advanceBy(5 * hourMs + 60_000);
    const after = keep(house());
    await world.clock.advanceBy(hourMs);
    after.end();
    expect(fired).toEqual(["2026-01-01T01:00:00.000Z", "2026-01-01T06:01:00.000Z", "2026-01-01T07:00:00.000Z"]);
  });

  it.each(["before", "after"] as const)(
    "never fires twice for one time when the process dies %s the mark of the firing",
    async (when) => {
      const { world, fired, house, options } = await open("0 * * * *");
      const first = house();
      await fireDue(options(first));
      await world.clock.advanceBy(hourMs);
      const { engine } = first;
      const dying = {
        ...options(first),
        engine: new Proxy(engine, {
          get: (target, name) => {
            if (name !== "writeState") return (Reflect.get(target, name) as (...args: unknown[]) => unknown).bind?.(target);
            return async (...args: Parameters<typeof engine.writeState>) => {
              if (when === "after") await target.writeState(...args);
              throw new Error("dead");
            };
          },
        }),
      };
      await expect(fireDue(dying)).rejects.toThrow("dead");
      await first.finish();
      first.life.crash();
      const second = house();
      await fireDue(options(second));
      await second.finish();
      expect(fired).toHaveLength(1);
      expect(second.engine.list()).toHaveLength(1);
    },
  );

  it("that `once` finds due fires, and leaves the next time to the next tick", async () => {
    const { world, fired, house, options } = await open("30 9 * * *");
    const only = house();
    expect(await fireDue(options(only))).toBe(at("2026-01-01T09:30:00Z"));
    expect(fired).toEqual([]);
    await world.clock.advanceBy(40 * hourMs);
    expect(await fireDue(options(only))).toBe(at("2026-01-03T09:30:00Z"));
    await only.finish();
    expect(fired).toHaveLength(1);
  });
});

describe("the next time of a schedule", () => {
  const next = (cron: Schedule<unknown>["cron"], timeZone: string, after: string, settings?: unknown) => {
    const dueMs = nextDueMs("shop", { cron, timeZone }, settings, at(after));
    return dueMs === undefined ? undefined : new Date(dueMs).toISOString();
  };

  it.each([
    ["0 9 * * *", "UTC", "2026-07-01T08:00:00Z", "2026-07-01T09:00:00.000Z"],
    ["0 9 * * *", "Europe/Berlin", "2026-07-01T00:00:00Z", "2026-07-01T07:00:00.000Z"],
    ["0 9 * * *", "Europe/Berlin", "2026-12-01T00:00:00Z", "2026-12-01T08:00:00.000Z"],
    ["0 9 * * *", "America/New_York", "2026-07-01T00:00:00Z", "2026-07-01T13:00:00.000Z"],
    ["*/10 * * * * *", "UTC", "2026-07-01T00:00:05Z", "2026-07-01T00:00:10.000Z"],
    ["0 9 * * *", "UTC", "2026-07-01T09:00:00Z", "2026-07-02T09:00:00.000Z"],
  ])("of %s in %s after %s is %s", (cron, zone, after, expected) => {
    expect(next(cron, zone, after)).toBe(expected);
  });

  it("that does not exist is undefined", () => {
    expect(next("0 0 30 2 *", "UTC", "2026-01-01T00:00:00Z")).toBeUndefined();
  });

  it("may come from the settings", () => {
    const cron = (settings: unknown) => (settings as { cron: string }).cron;
    expect(next(cron, "UTC", "2026-01-01T00:00:00Z", { cron: "0 5 * * *" })).toBe("2026-01-01T05:00:00.000Z");
  });

  it.each([
    ["nonsense", "UTC"],
    ["61 * * * *", "UTC"],
    ["* * * * *", "Mars/Olympus"],
    ["", "UTC"],
  ])("of %j in %s is agent_schedule_invalid", (cron, zone) => {
    expect(() => next(cron, zone, "2026-01-01T00:00:00Z")).toThrow(expect.objectContaining({ code: "agent_schedule_invalid" }));
  });
});
