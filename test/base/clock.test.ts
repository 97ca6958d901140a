import { afterEach, describe, expect, it, vi } from "vitest";
import { isoTime } from "../../src/base/clock.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { seededRandom } from "../../src/base/random.ts";
import { RealClock } from "../../src/base/real-clock.ts";
import { VirtualClock } from "../../src/base/virtual-clock.ts";
import { Acknowledgements } from "../../src/daemon/acknowledgements.ts";
import { PageCap } from "../../src/daemon/page-cap.ts";
import { Poller } from "../../src/daemon/poller.ts";
import { UnusableRows } from "../../src/daemon/unusable-rows.ts";

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

  it("waits longer than setTimeout can, and fires within a minute what came due while the machine slept or its clock was set forward", () => {
    vi.useFakeTimers({ now: 0 });
    const days = 24 * 3_600_000;
    const machine = { sleptMs: 0 };
    const clock = new RealClock({ wallMs: () => Date.now() + machine.sleptMs, steadyMs: () => Date.now() });
    const fired: number[] = [];
    for (const delayMs of [60 * days, 90 * days]) clock.after(delayMs, () => fired.push(delayMs / days));
    const cancelled = clock.after(59 * days, () => fired.push(-1));
    vi.advanceTimersByTime(days / 12);
    machine.sleptMs = 58 * days;
    vi.advanceTimersByTime(days / 12);
    expect(fired).toEqual([]);
    cancelled.cancel();
    machine.sleptMs = 60 * days;
    vi.advanceTimersByTime(60_000);
    expect(fired).toEqual([60]);
  });

  it("fires on time to the millisecond what is some minutes away", () => {
    vi.useFakeTimers({ now: 0 });
    const fired: number[] = [];
    const clock = new RealClock({ steadyMs: () => Date.now() });
    clock.after(200_500, () => fired.push(Date.now()));
    vi.advanceTimersByTime(300_000);
    expect(fired).toEqual([200_500]);
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

  it("never goes back with the machine's clock, and meets it again at half speed; what is set forward is followed at once", () => {
    const machine = { wallMs: 86_400_000, steadyMs: 5 };
    const clock = new RealClock({ wallMs: () => machine.wallMs, steadyMs: () => machine.steadyMs });
    const passed = (ms: number) => {
      machine.wallMs += ms;
      machine.steadyMs += ms;
      return clock.now();
    };
    expect(passed(1_000)).toBe(86_401_000);
    machine.wallMs -= 60_000;
    expect(clock.now()).toBe(86_401_000);
    expect(passed(10_000)).toBe(86_406_000);
    expect(passed(1)).toBe(86_406_000);
    expect(passed(109_999)).toBe(86_461_000);
    expect(passed(2_000)).toBe(86_463_000);
    machine.wallMs += 86_400_000;
    expect(clock.now()).toBe(172_863_000);
  });

  it("lets nobody wait for as long as the machine's clock was set back", async () => {
    vi.useFakeTimers({ now: 86_400_000 });
    const machine = { setBackMs: 0 };
    const startMs = Date.now();
    const clock = new RealClock({ wallMs: () => Date.now() - machine.setBackMs, steadyMs: () => Date.now() - startMs });
    const polls: number[] = [];
    const ending = new AbortController();
    const poller = new Poller({
      agent: { name: "writer", client: { listNotifications: async () => ({ notifications: [] }) } as never },
      engine: { submit: async () => [], dismiss: async () => true },
      definition: () => ({ handlers: {} }),
      acknowledgements: new Acknowledgements({ client: {} as never, clock }),
      pages: new PageCap(),
      unusable: new UnusableRows(),
      log: silentLogger,
      clock,
      random: seededRandom("poll"),
      pollIntervalMs: 30_000,
      busyPollIntervalMs: 3_000,
      onPolled: () => polls.push(Date.now() - startMs),
    });
    const running = poller.run(ending.signal);
    await vi.advanceTimersByTimeAsync(100_000);
    const before = polls.length;
    machine.setBackMs = 86_400_000;
    await vi.advanceTimersByTimeAsync(200_000);
    expect(polls.length - before).toBeGreaterThanOrEqual(2);
    ending.abort();
    await vi.advanceTimersByTimeAsync(1);
    await running;
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
