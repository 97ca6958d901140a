import { describe, expect, it } from "vitest";
import { UpclawsError } from "../../src/base/errors.ts";
import type { Logger } from "../../src/base/logger.ts";
import { silentLogger } from "../../src/base/logger.ts";
import type { Outcome } from "../../src/engine/run.ts";
import { EngineWorld, newRun } from "../support/engine-world.ts";
import { tempDirectory } from "../support/temp-directory.ts";

const retryOnce = (attempts: number, atMs: number): Outcome =>
  attempts === 1 ? { kind: "retry", atMs, code: "x", reason: "once more" } : { kind: "done" };

describe("plain steps", () => {
  it("performs a step once and answers the recorded value afterwards, occurrence by occurrence, also under Promise.all", async () => {
    const world = EngineWorld.open();
    let performed = 0;
    const seen: unknown[] = [];
    world.start(async (run, journal) => {
      const draw = (delayMs: number) =>
        journal.step("draw", async () => {
          await world.clock.sleep(delayMs);
          return { n: ++performed, at: new Date(0), none: undefined };
        });
      seen.push(await Promise.all([draw(30), draw(10), draw(20)]));
      return retryOnce(run.attempts, world.clock.now());
    });
    await world.engine.submit([newRun("a")]);
    await world.finish();
    expect(performed).toBe(3);
    const at = "1970-01-01T00:00:00.000Z";
    const values = [
      { n: 3, at },
      { n: 1, at },
      { n: 2, at },
    ];
    expect(seen).toEqual([values, values]);
    expect(world.engine.steps("a").map((step) => [step.name, step.occurrence, step.status])).toEqual([
      ["draw", 0, "done"],
      ["draw", 1, "done"],
      ["draw", 2, "done"],
    ]);
  });

  it("keeps committed steps over a crash and performs only the one that was under way again", async () => {
    const dir = tempDirectory();
    const performed: string[] = [];
    const first = EngineWorld.open({ dir });
    first.start(async (_run, journal) => {
      await journal.step("one", async () => void performed.push("one"));
      return await journal.step("two", async () => {
        performed.push("two");
        first.crash();
        return { kind: "done" };
      });
    });
    await first.engine.submit([newRun("a")]);
    await first.finish();

    const second = EngineWorld.open({ dir });
    second.start(async (_run, journal) => {
      expect(await journal.step("one", async () => void performed.push("one again"))).toBeUndefined();
      await journal.step("two", async () => void performed.push("two again"));
      return { kind: "done" };
    });
    await second.finish();
    expect(performed).toEqual(["one", "two", "two again"]);
    expect(second.engine.get("a")).toMatchObject({ status: "done", attempts: 1 });
  });

  it("records a permanent UpclawsError and throws an equal one on replay; retryable and foreign errors are not recorded", async () => {
    const world = EngineWorld.open();
    const thrown: unknown[] = [];
    let performed = 0;
    const errors = [
      new UpclawsError("gig_closed", "The gig is closed", { retryable: false, details: { gig: "g1" } }),
      new UpclawsError("timeout", "Try later", { retryable: true }),
      new TypeError("a bug"),
    ];
    world.start(async (run, journal) => {
      for (const [index, error] of errors.entries()) {
        const failing = async () => {
          performed++;
          throw error;
        };
        await journal.step(`fail ${index}`, failing).catch((caught: unknown) => thrown.push(caught));
      }
      return retryOnce(run.attempts, world.clock.now());
    });
    await world.engine.submit([newRun("a")]);
    await world.finish();
    expect(performed).toBe(5);
    expect(thrown.slice(0, 3)).toEqual(errors);
    expect(thrown[3]).toMatchObject({
      code: "gig_closed",
      message: "The gig is closed",
      retryable: false,
      details: { gig: "g1" },
    });
    expect(world.engine.steps("a")).toMatchObject([{ name: "fail 0", status: "failed" }]);
  });

  it("refuses a value that JSON cannot hold", async () => {
    const world = EngineWorld.open();
    world.start(async (_run, journal) => {
      await journal.step("big", async () => 1n);
      return { kind: "done" };
    });
    await world.engine.submit([newRun("a")]);
    await world.finish();
    expect(world.engine.get("a")).toMatchObject({ status: "dead", code: "value_not_json" });
  });

  it("fails a finished replay that did not ask for a recorded step, and names it", async () => {
    const world = EngineWorld.open();
    world.start(async (run, journal) => {
      await journal.step("always", async () => 1);
      if (run.attempts === 1 && run.reason === null && world.engine.steps("a").length < 2) {
        await journal.step("sometimes", async () => 2);
        return { kind: "retry", atMs: world.clock.now(), code: "x", reason: "once more" };
      }
      return { kind: "done" };
    });
    await world.engine.submit([newRun("a")]);
    await world.finish();
    expect(world.engine.get("a")).toMatchObject({ status: "dead", code: "replay_diverged" });
    expect(world.engine.get("a")?.reason).toContain("step sometimes#0");
  });

  it("claims an event identity for one run for ever", async () => {
    const world = EngineWorld.open();
    const answers: [string, boolean][] = [];
    world.start(async (run, journal) => {
      answers.push([run.id, await journal.claim("writer/order 1/created/0")]);
      return retryOnce(run.attempts, world.clock.now());
    });
    await world.engine.submit([newRun("a", { lane: "A" }), newRun("b", { lane: "A" })]);
    await world.finish();
    expect(answers).toEqual([
      ["a", true],
      ["a", true],
      ["b", false],
      ["b", false],
    ]);
  });
});

describe("forgotten awaits", () => {
  it("keeps the run open until every call has settled, and warns", async () => {
    const warnings: object[] = [];
    const logger: Logger = { ...silentLogger, warn: (fields) => warnings.push(fields) };
    const world = EngineWorld.open({ logger });
    world.start(async (_run, journal) => {
      void journal
        .step("slow", () => world.clock.sleep(1_000))
        .then(() => journal.step("slower", () => world.clock.sleep(1_000)));
      return { kind: "done" };
    });
    await world.engine.submit([newRun("a")]);
    await world.finish();
    expect(world.engine.steps("a").map((step) => step.name)).toEqual(["slow", "slower"]);
    expect(warnings).toMatchObject([{ run: "a", calls: ["step slow", "step slower"] }]);
  });

  it("does not end a run well when a call that was still in flight fails", async () => {
    const world = EngineWorld.open();
    world.start(async (_run, journal) => {
      void journal.step("fails", async () => {
        await world.clock.sleep(10);
        throw new UpclawsError("timeout", "no answer", { retryable: true });
      });
      return { kind: "done" };
    });
    await world.engine.submit([newRun("a")]);
    await world.finish();
    expect(world.engine.get("a")).toMatchObject({ status: "dead", code: "forgotten_await_failed" });
  });
});
