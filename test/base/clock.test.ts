import { afterEach, describe, expect, it, vi } from "vitest";
import { isoTime } from "../../src/base/clock.ts";
import { RealClock } from "../../src/base/real-clock.ts";
import { VirtualClock } from "../../src/base/virtual-clock.ts";

describe("sleep", () => {
  it("rejects with the signal's reason when aborted, before or while sleeping, and leaves no timer", async () => {
    const clock = new VirtualClock();
    const reason = new Error("enough");
    await expect(clock.sleep(10, AbortSignal.abort(reason))).rejects.toBe(reason);
    const controller = new AbortController();
    const sleeping = clock.sleep(10_000, controller.signal);
    controller.abort(reason);
    await expect(sleeping).rejects.toBe(reason);
    expect(clock.nextAtMs()).toBeUndefined();
  });

  it("does not mind an abort after it has ended", async () => {
    const clock = new VirtualClock();
    const controller = new AbortController();
    const sleeping = clock.sleep(10, controller.signal);
    await clock.advanceBy(10);
    controller.abort();
    await expect(sleeping).resolves.toBeUndefined();
  });
});

describe("deadline", () => {
  it("aborts with a TimeoutError when the time has passed", async () => {
    const clock = new VirtualClock();
    const deadline = clock.deadline(100);
    await clock.advanceBy(99);
    expect([deadline.signal.aborted, deadline.expired]).toEqual([false, false]);
    await clock.advanceBy(1);
    expect([deadline.signal.aborted, deadline.expired]).toEqual([true, true]);
    expect(deadline.signal.reason).toMatchObject({ name: "TimeoutError" });
  });

  it("forwards the parent's abort without counting as expired", async () => {
    const clock = new VirtualClock();
    const parent = new AbortController();
    const deadline = clock.deadline(100, parent.signal);
    parent.abort("stop");
    expect([deadline.signal.reason, deadline.expired]).toEqual(["stop", false]);
    expect(clock.deadline(100, parent.signal).signal.reason).toBe("stop");
  });

  it("does nothing once cancelled", async () => {
    const clock = new VirtualClock();
    const parent = new AbortController();
    const deadline = clock.deadline(100, parent.signal);
    deadline.cancel();
    parent.abort();
    await clock.advanceBy(200);
    expect([deadline.signal.aborted, deadline.expired]).toEqual([false, false]);
    expect(clock.nextAtMs()).toBeUndefined();
  });
});

describe("RealClock", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it("waits longer than setTimeout can, without firing early", () => {
    vi.useFakeTimers({ now: 0 });
    const clock = new RealClock();
    const days = 24 * 3_600_000;
    const fired: number[] = [];
    clock.after(60 * days, () => fired.push(clock.now()));
    const cancelled = clock.after(59 * days, () => fired.push(-1));
    vi.advanceTimersByTime(50 * days);
    cancelled.cancel();
    vi.advanceTimersByTime(9.99 * days);
    expect(fired).toEqual([]);
    vi.advanceTimersByTime(days);
    expect(fired).toEqual([60 * days]);
  });

  it("fires a past time on the next tick, not at once", () => {
    vi.useFakeTimers({ now: 0 });
    let fired = false;
    new RealClock().after(-5, () => {
      fired = true;
    });
    expect(fired).toBe(false);
    vi.advanceTimersByTime(1);
    expect(fired).toBe(true);
  });

  it("runs work and idle as they are", async () => {
    const clock = new RealClock();
    expect(await clock.work("x", async () => 1)).toBe(1);
    expect(await clock.idle(Promise.resolve(2))).toBe(2);
  });
});

it("isoTime is UTC with milliseconds", () => {
  expect(isoTime(0)).toBe("1970-01-01T00:00:00.000Z");
});
