import { describe, expect, it } from "vitest";
import { EngineWorld, newRun } from "../support/engine-world.ts";

describe("the engine", () => {
  it("tells listeners of progress after its commit, and a listener that throws harms nobody", async () => {
    const world = EngineWorld.open();
    const told: unknown[] = [];
    world.engine.events.on("runStarted", ({ run }) => told.push(["started", run.id, world.engine.get(run.id)?.status]));
    world.engine.events.on("stepDone", ({ step }) => {
      told.push(["step", step.name, world.engine.steps("a").length]);
      throw new Error("a bad listener");
    });
    world.engine.events.on("runEnded", ({ run, outcome }) =>
      told.push(["ended", run.status, outcome.kind, world.engine.get("a")?.status]),
    );
    world.start(async (_run, journal) => {
      await journal.step("think", async () => 1);
      return { kind: "done" };
    });
    await world.engine.submit([newRun("a")]);
    await world.finish();
    expect(told).toEqual([
      ["started", "a", "running"],
      ["step", "think", 1],
      ["ended", "done", "done", "done"],
    ]);
  });

  it("is idle only when nothing can run now; back-off and timers do not count", async () => {
    const world = EngineWorld.open();
    await world.engine.idle();
    await world.engine.submit([newRun("a"), newRun("later", { availableAtMs: world.clock.now() + 1 })]);
    let idle = false;
    const waiting = world.engine.idle().then(() => {
      idle = true;
    });
    await world.clock.settle();
    expect(idle).toBe(false);
    expect(world.engine.stats()).toMatchObject({ runnable: 1, byStatus: { queued: 2 } });
    world.start(async () => ({ kind: "retry", atMs: world.clock.now() + 60_000, code: "x", reason: "x" }));
    await waiting;
    expect(world.engine.stats()).toMatchObject({ runnable: 0, byStatus: { queued: 2 } });
  });

  it("does not make the submitter a part of the run: virtual time stands still while the submitter works", async () => {
    const world = EngineWorld.open();
    const startMs = world.clock.now();
    let submitterMs = 0;
    world.start(async () => {
      await world.clock.sleep(100);
      return { kind: "done" };
    });
    const submitter = world.clock.work("intake", async () => {
      await world.engine.submit([newRun("a")]);
      for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
      submitterMs = world.clock.now() - startMs;
    });
    await world.clock.advanceBy(200);
    await submitter;
    expect(submitterMs).toBe(0);
    expect(world.engine.get("a")?.endedAtMs).toBe(startMs + 100);
  });

  it.each([
    {
      why: "state that is not JSON",
      outcome: { kind: "done", state: [{ scope: "s", key: "k", value: 1n as unknown as number }] },
      code: "value_not_json",
    },
    {
      why: "a retry time that is not a number",
      outcome: { kind: "retry", atMs: Number.NaN, code: "x", reason: "x" },
      code: "internal",
    },
  ] as const)("ends a run as dead when its outcome cannot be stored ($why), and its lane goes on", async ({ outcome, code }) => {
    const world = EngineWorld.open();
    world.start(async (run) => (run.id === "a" ? outcome : { kind: "done" }));
    await world.engine.submit([newRun("a", { lane: "A" }), newRun("b", { lane: "A" })]);
    await world.finish();
    expect(world.engine.list()).toMatchObject([
      { id: "a", status: "dead", code },
      { id: "b", status: "done" },
    ]);
  });

  it("numbers runs without gaps, however often an event is seen before it is acknowledged", async () => {
    const world = EngineWorld.open();
    for (const seen of ["a", "a", "b"]) await world.engine.submit([newRun("a"), newRun(seen)]);
    expect(await world.engine.dismiss(newRun("a"), "known")).toBe(false);
    expect(await world.engine.submit([newRun("c")])).toEqual(["c"]);
    expect(world.engine.list()).toMatchObject([
      { id: "a", sequence: 1 },
      { id: "b", sequence: 2 },
      { id: "c", sequence: 3 },
    ]);
  });

  it("writes state outside of runs", async () => {
    const world = EngineWorld.open();
    await world.engine.writeState([{ scope: "intake", key: "cursor", value: { page: 1 } }]);
    expect([...world.engine.readState("intake")]).toEqual([["cursor", { page: 1 }]]);
    expect(world.engine.readState("other").size).toBe(0);
  });

  it("answers with rows of one kind when nothing is known", () => {
    const world = EngineWorld.open();
    expect(world.engine.get("nobody")).toBeUndefined();
    expect(world.engine.list()).toEqual([]);
    expect(world.engine.steps("nobody")).toEqual([]);
    expect(world.engine.countActions({ agent: "a", subject: "s", name: "deliver", status: "done" })).toBe(0);
    expect(world.engine.spent({ unit: "ocmc", sinceMs: 0 })).toBe(0);
  });
});
