import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UpclawsError } from "../../src/base/errors.ts";
import type { SpendLimit, StepCost } from "../../src/engine/journal.ts";
import { EngineWorld, newRun } from "../support/engine-world.ts";
import { tempDirectory } from "../support/temp-directory.ts";

const perDay = (maximum: number, sinceMs = 0): SpendLimit => ({
  name: "budget.usdPerDay",
  scope: { agent: "writer" },
  sinceMs,
  maximum,
});

const cost = (maximum: number, actual: number, limits: readonly SpendLimit[]): StepCost<unknown> => ({
  unit: "usd_nano",
  maximum,
  limits,
  actual: () => actual,
});

describe("spend limits", () => {
  it("never lets the booked amount pass the maximum, at any moment, with concurrent steps and lanes, retries and crashes", async () => {
    const step = fc.record({
      maximum: fc.integer({ min: 0, max: 40 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      fails: fc.boolean(),
    });
    const scenario = fc.record({
      limit: fc.integer({ min: 0, max: 150 }),
      runs: fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 }),
      crashAfter: fc.option(fc.nat(12), { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(scenario, async ({ limit, runs, crashAfter }) => {
        const dir = tempDirectory();
        let performed = 0;
        for (let life = 0; life < 2; life++) {
          const world = EngineWorld.open({ dir });
          const booked = () => world.engine.spent({ agent: "writer", unit: "usd_nano", sinceMs: 0 });
          world.start(async (run, journal) => {
            const plan = runs[Number(run.data)]!;
            const results = await Promise.allSettled(
              plan.map(({ maximum, share, fails }, index) => {
                const actual = Math.floor(maximum * share);
                return journal.step(
                  `s${index}`,
                  async () => {
                    if (life === 0 && performed++ === crashAfter) world.crash();
                    expect(booked()).toBeLessThanOrEqual(limit);
                    await world.clock.sleep(index);
                    if (fails && run.attempts === 1) throw new UpclawsError("later", "Later", { retryable: true });
                    return index;
                  },
                  { cost: cost(maximum, actual, [perDay(limit)]) },
                );
              }),
            );
            if (!world.crashed) expect(booked()).toBeLessThanOrEqual(limit);
            const failed = results.some((result) => result.status === "rejected" && (result.reason as UpclawsError).retryable);
            return failed ? { kind: "retry", atMs: world.clock.now(), code: "later", reason: "Later" } : { kind: "done" };
          });
          await world.engine.submit(runs.map((_, index) => newRun(`${index}`, { data: index })));
          await world.finish();
          if (world.crashed) continue;
          expect(booked()).toBeLessThanOrEqual(limit);
          expect(world.engine.list().map((run) => run.status)).toEqual(runs.map(() => "done"));
          world.store.close();
          return;
        }
      }),
      { numRuns: 60 },
    );
  });

  it("raises a permanent error with the figures, and records nothing", async () => {
    const world = EngineWorld.open();
    let caught: unknown;
    world.start(async (_run, journal) => {
      await journal.step("cheap", async () => 1, { cost: cost(60, 60, [perDay(100)]) });
      await journal
        .step("dear", async () => 2, { cost: cost(50, 1, [perDay(100)]) })
        .catch((error: unknown) => {
          caught = error;
        });
      return { kind: "done" };
    });
    await world.engine.submit([newRun("a")]);
    await world.finish();
    expect(caught).toMatchObject({
      code: "spend_limit_exceeded",
      retryable: false,
      details: { name: "budget.usdPerDay", unit: "usd_nano", maximum: 100, booked: 60, requested: 50 },
    });
    expect(world.engine.steps("a").map((step) => step.name)).toEqual(["cheap"]);
  });

  it("keeps the maximum booked for a call that was in flight at a crash, beside what its repetition costs", async () => {
    const dir = tempDirectory();
    const first = EngineWorld.open({ dir });
    first.start(async (_run, journal) => {
      await journal.step("call", async () => first.crash(), { cost: cost(40, 7, [perDay(100)]) });
      return { kind: "done" };
    });
    await first.engine.submit([newRun("a")]);
    await first.finish();
    const second = EngineWorld.open({ dir });
    expect(second.engine.spent({ unit: "usd_nano", sinceMs: 0 })).toBe(40);
    second.start(async (_run, journal) => {
      await journal.step("call", async () => 1, { cost: cost(40, 7, [perDay(100)]) });
      return { kind: "done" };
    });
    await second.finish();
    expect(second.engine.spent({ agent: "writer", subject: "order of a", unit: "usd_nano", sinceMs: 0 })).toBe(47);
  });

  it("books a lost reservation of yesterday on the day of its repetition", async () => {
    const world = EngineWorld.open();
    const caught: unknown[] = [];
    world.start(async (run, journal) => {
      const limits = [perDay(70, world.clock.now())];
      const perform = async () => {
        throw new UpclawsError("timeout", "No answer", { retryable: true });
      };
      await journal.step("call", perform, { cost: cost(40, 7, limits) }).catch((error: unknown) => caught.push(error));
      return run.attempts < 2
        ? { kind: "retry", atMs: world.clock.now() + 86_400_000, code: "x", reason: "x" }
        : { kind: "done" };
    });
    await world.engine.submit([newRun("a")]);
    await world.finish();
    expect(caught).toMatchObject([{ code: "timeout" }, { code: "spend_limit_exceeded" }]);
  });

  it("books what a failed attempt cost when the error tells", async () => {
    const world = EngineWorld.open();
    world.start(async (run, journal) => {
      const perform = async () => {
        if (run.attempts === 1) throw new UpclawsError("rate_limited", "429", { retryable: true });
        return "ok";
      };
      const options = { cost: { ...cost(40, 7, [perDay(40)]), actualOnError: () => 0 } };
      try {
        await journal.step("call", perform, options);
        return { kind: "done" };
      } catch {
        return { kind: "retry", atMs: world.clock.now(), code: "rate_limited", reason: "429" };
      }
    });
    await world.engine.submit([newRun("a")]);
    await world.finish();
    expect(world.engine.get("a")?.status).toBe("done");
    expect(world.engine.spent({ unit: "usd_nano", sinceMs: 0 })).toBe(7);
  });

  it.each([Number.NaN, -5, Number.POSITIVE_INFINITY, 1e300])("books the maximum when the told cost is %s", async (told) => {
    const world = EngineWorld.open();
    world.start(async (_run, journal) => {
      await journal.step("call", async () => 1, { cost: cost(40, told, []) });
      return { kind: "done" };
    });
    await world.engine.submit([newRun("a")]);
    await world.finish();
    expect(world.engine.spent({ unit: "usd_nano", sinceMs: 0 })).toBe(40);
  });

  it("books an action's cost with the intent and releases it when the platform refuses", async () => {
    const world = EngineWorld.open();
    let during = 0;
    world.start(async (_run, journal) => {
      await journal.action({
        name: "placeOrder",
        subject: "gig 1",
        params: null,
        cost: { unit: "ocmc", amount: 30, limits: [{ ...perDay(50), name: "spend.ocmcPerDay" }] },
        prepare: async () => null,
        send: async () => {
          during = world.engine.spent({ unit: "ocmc", sinceMs: 0 });
          return { state: "refused", error: new UpclawsError("gig_closed", "Closed", { retryable: false }) };
        },
        readBack: async () => ({ state: "absent" }),
      });
      return { kind: "done" };
    });
    await world.engine.submit([newRun("a")]);
    await world.finish();
    expect(during).toBe(30);
    expect(world.engine.spent({ unit: "ocmc", sinceMs: 0 })).toBe(0);
    expect(world.engine.get("a")).toMatchObject({ status: "dead", code: "gig_closed" });
  });
});
