import { describe, expect, it } from "vitest";
import type { Journal } from "../../src/engine/journal.ts";
import { EngineWorld, newRun } from "../support/engine-world.ts";
import { tempDirectory } from "../support/temp-directory.ts";

describe("stop", () => {
  it("waits for running runs and begins no new ones", async () => {
    const world = EngineWorld.open();
    world.start(
      async (_run, journal) => {
        await journal.step("work", () => world.clock.sleep(1_000));
        return { kind: "done" };
      },
      { concurrency: 1, perAgent: new Map() },
    );
    await world.engine.submit([newRun("a"), newRun("b")]);
    await world.clock.settle();
    const stopped = world.engine.stop(5_000);
    await world.clock.advanceBy(1_000);
    expect(await stopped).toBe(0);
    expect(world.engine.list().map((run) => run.status)).toEqual(["done", "queued"]);
  });

  it("after the deadline revokes what still runs: its calls never settle and record nothing, and the next start runs it again", async () => {
    const dir = tempDirectory();
    const world = EngineWorld.open({ dir });
    const after: string[] = [];
    let zombie: Promise<unknown> = Promise.resolve();
    let release: () => void = () => {};
    let aborted: unknown;
    world.start(async (_run, journal, signal) => {
      signal.addEventListener("abort", () => {
        aborted = signal.reason;
      });
      await journal.step("kept", async () => 1);
      zombie = (async () => {
        await journal.step("slow", () => world.clock.idle(new Promise<void>((resolve) => (release = resolve))));
        after.push("slow settled");
        await journal.step("next", async () => after.push("next performed"));
      })();
      await zombie;
      return { kind: "done" };
    });
    await world.engine.submit([newRun("a")]);
    await world.clock.settle();
    const stopped = world.engine.stop(5_000);
    await world.clock.advanceBy(5_000);
    expect(await stopped).toBe(1);
    expect(aborted).toMatchObject({ code: "engine_stopped" });
    release();
    await world.clock.advanceBy(60_000);
    expect(after).toEqual([]);
    expect(world.engine.steps("a").map((step) => step.name)).toEqual(["kept"]);
    world.store.close();

    const next = EngineWorld.open({ dir, startMs: world.clock.now() });
    expect(next.engine.get("a")).toMatchObject({ status: "queued", attempts: 0 });
    next.start(async (_run, journal) => {
      await journal.step("kept", async () => 2);
      return { kind: "done" };
    });
    await next.finish();
    expect(next.engine.get("a")).toMatchObject({ status: "done", attempts: 1 });
  });

  it("never settles a journal call made after the run has ended", async () => {
    const world = EngineWorld.open();
    let kept: Journal | undefined;
    world.start(async (_run, journal) => {
      kept = journal;
      return { kind: "done" };
    });
    await world.engine.submit([newRun("a")]);
    await world.finish();
    let settled = false;
    const late = kept?.step("late", async () => 1);
    late?.finally(() => {
      settled = true;
    });
    await world.clock.advanceBy(60_000);
    expect(settled).toBe(false);
    expect(world.engine.steps("a")).toEqual([]);
  });

  it("takes the outcome at once when the runtime revokes the journal of a handler that timed out", async () => {
    const world = EngineWorld.open();
    let attempts = 0;
    world.start(async (_run, journal) => {
      if (attempts++ > 0) return { kind: "done" };
      void journal.step("hangs", () => world.clock.sleep(3_600_000));
      await world.clock.sleep(1_000);
      journal.revoke(new Error("timed out"));
      return { kind: "retry", atMs: world.clock.now(), code: "timed_out", reason: "timed out" };
    });
    const startMs = world.clock.now();
    await world.engine.submit([newRun("a")]);
    await world.finish();
    expect(world.engine.get("a")).toMatchObject({ status: "done", attempts: 2, endedAtMs: startMs + 1_000 });
  });

  it("records nothing that was asked for but not yet committed when the journal is revoked", async () => {
    const world = EngineWorld.open();
    world.start(async (_run, journal) => {
      void journal.claim("key");
      void journal.step("quick", async () => 1, { cost: { unit: "ocmc", maximum: 5, limits: [], actual: () => 5 } });
      journal.revoke(new Error("timed out"));
      return { kind: "done" };
    });
    await world.engine.submit([newRun("a")]);
    await world.finish();
    expect(world.engine.get("a")?.status).toBe("done");
    expect(world.engine.steps("a")).toEqual([]);
    expect(world.store.database.all("SELECT * FROM claim")).toEqual([]);
  });
});
