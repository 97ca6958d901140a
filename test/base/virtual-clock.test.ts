import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { VirtualClock } from "../../src/base/virtual-clock.ts";

describe("VirtualClock", () => {
  it("starts where told and moves only when advanced", async () => {
    const clock = new VirtualClock({ startMs: 5_000 });
    await clock.settle();
    expect(clock.now()).toBe(5_000);
    await clock.advanceBy(10);
    expect(clock.now()).toBe(5_010);
    await clock.advanceTo(1);
    expect(clock.now()).toBe(5_010);
  });

  it("fires timers by time, then in the order of arming, each at its own time, and cancelled ones never", async () => {
    const timers = fc.array(fc.record({ delayMs: fc.integer({ min: -5, max: 20 }), cancelled: fc.boolean() }), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(timers, async (plan) => {
        const clock = new VirtualClock({ startMs: 0 });
        const fired: [number, number][] = [];
        for (const [index, { delayMs, cancelled }] of plan.entries()) {
          const timer = clock.after(delayMs, () => fired.push([clock.now(), index]));
          if (cancelled) timer.cancel();
        }
        await clock.advanceBy(100);
        const expected = plan
          .map(({ delayMs, cancelled }, index) => ({ atMs: Math.max(delayMs, 0), index, cancelled }))
          .filter((entry) => !entry.cancelled)
          .sort((a, b) => a.atMs - b.atMs || a.index - b.index)
          .map((entry) => [entry.atMs, entry.index]);
        expect(fired).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });

  it("fires timers that a timer arms, when they are due within the same advance", async () => {
    const clock = new VirtualClock({ startMs: 0 });
    const fired: number[] = [];
    const tick = () => {
      fired.push(clock.now());
      clock.after(10, tick);
    };
    clock.after(10, tick);
    await clock.advanceTo(35);
    expect(fired).toEqual([10, 20, 30]);
    expect(clock.nextAtMs()).toBe(40);
  });

  it("jumps from timer to timer, and says when nothing is armed", async () => {
    const clock = new VirtualClock({ startMs: 0 });
    clock.after(86_400_000, () => {});
    expect(await clock.next()).toBe(true);
    expect(clock.now()).toBe(86_400_000);
    expect(await clock.next()).toBe(false);
  });

  it("stands still while a participant works, and goes on when all of them wait for time or for each other", async () => {
    const clock = new VirtualClock({ startMs: 0 });
    const log: string[] = [];
    const inner = () =>
      clock.work("inner", async () => {
        await clock.sleep(100);
        for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
        log.push(`inner at ${clock.now()}`);
      });
    const outer = clock.work("outer", async () => {
      await inner();
      log.push(`outer at ${clock.now()}`);
    });
    clock.after(101, () => log.push("later"));
    await clock.advanceTo(200);
    await outer;
    expect(log).toEqual(["inner at 100", "outer at 100", "later"]);
  });

  it("names a participant that waits for something that is not the clock", async () => {
    const clock = new VirtualClock({ stuckAfterMs: 20 });
    let release: () => void = () => {};
    const stuck = clock.work("agent writer", () => new Promise<void>((resolve) => (release = resolve)));
    const fine = clock.work("agent buyer", () => clock.sleep(1_000));
    await expect(clock.advanceBy(5_000)).rejects.toMatchObject({
      code: "participant_stuck",
      details: { participants: ["agent writer"] },
    });
    release();
    await stuck;
    await clock.advanceBy(5_000);
    await fine;
  });

  it("stands still for what takes real time outside, and takes nobody for stuck meanwhile", async () => {
    const clock = new VirtualClock({ startMs: 0, stuckAfterMs: 20, promisesOnly: true });
    const log: string[] = [];
    const slow = () => new Promise<void>((resolve) => setTimeout(resolve, 60));
    const asking = clock.work("asks a model", async () => {
      await clock.abroad(slow());
      log.push(`answered at ${clock.now()}`);
    });
    clock.after(10, () => log.push("later"));
    await clock.advanceBy(100);
    await asking;
    expect(log).toEqual(["answered at 0", "later"]);
  });

  it("does not take much work for standing still: only a participant that does nothing is stuck", async () => {
    const clock = new VirtualClock({ startMs: 0, stuckAfterMs: 20 });
    const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
    const startedAt = performance.now();
    const busy = clock.work("a long lane", async () => {
      while (performance.now() - startedAt < 100) await clock.work("commit", turn);
    });
    await clock.advanceBy(100);
    await busy;
    expect(clock.now()).toBe(100);
  });

  it("counts a participant as idle while it waits by way of idle()", async () => {
    const clock = new VirtualClock({ startMs: 0, stuckAfterMs: 20 });
    let release: () => void = () => {};
    const waiting = clock.work("queue place", () => clock.idle(new Promise<void>((resolve) => (release = resolve))));
    clock.after(50, release);
    await clock.advanceBy(100);
    await waiting;
    expect(clock.now()).toBe(100);
  });
});
