import { expect, test } from "vitest";
import { ScaledClock } from "../../src/base/scaled-clock.ts";
import { VirtualClock } from "../../src/base/virtual-clock.ts";

test("a scaled clock starts where it is told and runs so many times faster", async () => {
  const base = new VirtualClock({ startMs: 1_000 });
  const clock = new ScaledClock({ base, factor: 3_600, startMs: 5_000 });
  expect(clock.now()).toBe(5_000);
  await base.advanceBy(1_000);
  expect(clock.now()).toBe(5_000 + 3_600_000);
  expect(new ScaledClock({ base, factor: 2 }).now()).toBe(2_000);
});

test("its timers fire never early, and late by less than one base millisecond", async () => {
  const base = new VirtualClock();
  const clock = new ScaledClock({ base, factor: 7, startMs: 0 });
  const fired: number[] = [];
  for (const delayMs of [0, 1, 7, 50, 1_000]) clock.after(delayMs, () => fired.push(clock.now()));
  await base.advanceBy(1_000);
  expect(fired).toEqual([0, 7, 7, 56, 1_001]);
});

test("it can run slower too", async () => {
  const base = new VirtualClock();
  const clock = new ScaledClock({ base, factor: 0.5, startMs: 0 });
  const fired: number[] = [];
  clock.after(5, () => fired.push(clock.now()));
  await base.advanceBy(9);
  expect(fired).toEqual([]);
  await base.advanceBy(1);
  expect(fired).toEqual([5]);
});

test("a cancelled timer does not fire, and sleep and deadline run on its time", async () => {
  const base = new VirtualClock();
  const clock = new ScaledClock({ base, factor: 10, startMs: 0 });
  const seen: string[] = [];
  clock.after(10, () => seen.push("cancelled")).cancel();
  const deadline = clock.deadline(20);
  void clock.sleep(10).then(() => seen.push("slept"));
  await base.advanceBy(1);
  expect(seen).toEqual(["slept"]);
  expect(deadline.expired).toBe(false);
  await base.advanceBy(1);
  expect(deadline.expired).toBe(true);
});
