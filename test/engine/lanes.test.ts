import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EngineWorld, newRun } from "../support/engine-world.ts";

describe("lanes", () => {
  it("executes the runs of one lane one at a time in order of submission, whatever else runs", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ lane: fc.nat(3), workMs: fc.nat(50) }), { maxLength: 30 }), async (plan) => {
        const world = EngineWorld.open();
        const busy = new Set<string>();
        const order: string[] = [];
        world.start(async (run, journal) => {
          expect(busy.has(run.lane)).toBe(false);
          busy.add(run.lane);
          order.push(run.id);
          await journal.step("work", () => world.clock.sleep(Number(run.data)));
          busy.delete(run.lane);
          return { kind: "done" };
        });
        const runs = plan.map(({ lane, workMs }, index) => newRun(`${index}`, { lane: `lane ${lane}`, data: workMs }));
        await Promise.all(runs.map((run) => world.engine.submit([run])));
        await world.finish();
        expect(order).toHaveLength(plan.length);
        for (const lane of new Set(runs.map((run) => run.lane))) {
          const submitted = runs.filter((run) => run.lane === lane).map((run) => run.id);
          expect(order.filter((id) => submitted.includes(id))).toEqual(submitted);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("ignores a second run of the same id, also after the first has ended", async () => {
    const world = EngineWorld.open();
    let executions = 0;
    world.start(async () => {
      executions++;
      return { kind: "done" };
    });
    expect(await world.engine.submit([newRun("a"), newRun("a"), newRun("b")])).toEqual(["a", "b"]);
    await world.finish();
    expect(await world.engine.submit([newRun("a")])).toEqual([]);
    await world.finish();
    expect(executions).toBe(2);
  });

  it("records what is dismissed as ended, announces it once, and never executes it, whatever its lane does", async () => {
    const world = EngineWorld.open();
    const ended: unknown[] = [];
    world.engine.events.on("runEnded", ({ run, outcome }) => ended.push([run.id, run.attempts, outcome]));
    await world.engine.submit([newRun("first", { lane: "one", availableAtMs: world.clock.now() + 1_000 })]);
    expect(await world.engine.dismiss(newRun("b", { lane: "one" }), "nobody wants it")).toBe(true);
    const known = [newRun("b", { lane: "one" }), newRun("first", { lane: "one" })];
    expect(await Promise.all(known.map((run) => world.engine.dismiss(run, "again")))).toEqual([false, false]);
    expect(await world.engine.submit(known)).toEqual([]);
    const record = { status: "superseded", reason: "nobody wants it", attempts: 0, endedAtMs: world.clock.now() };
    expect(world.engine.get("b")).toMatchObject(record);
    expect(ended).toEqual([["b", 0, { kind: "superseded", reason: "nobody wants it" }]]);
    const executed: string[] = [];
    world.start(async ({ id }) => {
      executed.push(id);
      return { kind: "done" };
    });
    await world.clock.advanceBy(2_000);
    await world.finish();
    expect(executed).toEqual(["first"]);
  });

  it("holds the lane while a run is in back-off, and lets other lanes go on", async () => {
    const world = EngineWorld.open();
    const order: string[] = [];
    world.start(async (run) => {
      order.push(`${run.id}#${run.attempts}`);
      if (run.id === "first" && run.attempts < 3)
        return { kind: "retry", atMs: world.clock.now() + 1_000, code: "x", reason: "again" };
      return { kind: "done" };
    });
    await world.engine.submit([newRun("first", { lane: "A" }), newRun("second", { lane: "A" }), newRun("other", { lane: "B" })]);
    await world.engine.idle();
    expect(order).toEqual(["first#1", "other#1"]);
    expect(world.engine.stats()).toMatchObject({ runnable: 0, byStatus: { queued: 2, done: 1 } });
    await world.finish();
    expect(order).toEqual(["first#1", "other#1", "first#2", "first#3", "second#1"]);
  });

  it("does not hold the lane for a delayed run that is not due, and runs it when it is", async () => {
    const world = EngineWorld.open();
    const order: [string, number][] = [];
    const startMs = world.clock.now();
    world.start(async (run) => {
      order.push([run.id, world.clock.now() - startMs]);
      return { kind: "done" };
    });
    await world.engine.submit([newRun("timer", { lane: "A", availableAtMs: startMs + 5_000 }), newRun("event", { lane: "A" })]);
    await world.engine.submit([newRun("sooner", { lane: "B", availableAtMs: startMs + 2_000 })]);
    await world.finish();
    expect(order).toEqual([
      ["event", 0],
      ["sooner", 2_000],
      ["timer", 5_000],
    ]);
  });

  it("lets a run in back-off go before an older timer of its lane that came due meanwhile", async () => {
    const world = EngineWorld.open();
    const order: string[] = [];
    const nowMs = world.clock.now();
    world.start(async (run) => {
      order.push(`${run.id}#${run.attempts}`);
      if (run.id === "event" && run.attempts === 1) return { kind: "retry", atMs: nowMs + 9_000, code: "x", reason: "again" };
      return { kind: "done" };
    });
    await world.engine.submit([newRun("timer", { lane: "A", availableAtMs: nowMs + 1_000 }), newRun("event", { lane: "A" })]);
    await world.finish();
    expect(order).toEqual(["event#1", "event#2", "timer#1"]);
  });

  it("commits state writes and follow-up runs together with the outcome", async () => {
    const world = EngineWorld.open();
    const seen: string[] = [];
    world.start(async (run) => {
      seen.push(run.id);
      if (run.id !== "a") return { kind: "done", state: [{ scope: "s", key: "x", value: undefined }] };
      return {
        kind: "done",
        state: [
          { scope: "s", key: "x", value: { n: 1 } },
          { scope: "s", key: "y", value: 2 },
        ],
        submit: [newRun("b", { lane: "lane of a" }), newRun("a")],
      };
    });
    await world.engine.submit([newRun("a")]);
    await world.finish();
    expect(seen).toEqual(["a", "b"]);
    expect([...world.engine.readState("s")]).toEqual([["y", 2]]);
  });
});
