import { describe, expect, it } from "vitest";
import { VirtualClock } from "../../src/base/virtual-clock.ts";
import { ServerTime } from "../../src/client/server-time.ts";

const httpDate = (epochMs: number) => new Date(epochMs).toUTCString();

describe("ServerTime", () => {
  it("stays at no offset while both clocks agree, at any millisecond", () => {
    const clock = new VirtualClock();
    const time = new ServerTime(clock);
    for (let ms = 0; ms < 3_000; ms += 137) time.observe(httpDate(clock.now() + ms), clock.now() + ms, clock.now() + ms);
    expect(time.offsetMs).toBe(0);
  });

  it("comes within a second of a server that is a day ahead, and follows it back", () => {
    const clock = new VirtualClock();
    const time = new ServerTime(clock);
    const now = clock.now();
    time.observe(httpDate(now + 86_400_500), now, now + 20);
    expect(Math.abs(time.offsetMs - 86_400_500)).toBeLessThanOrEqual(1_000);
    time.observe(httpDate(now), now, now + 20);
    expect(Math.abs(time.offsetMs)).toBeLessThanOrEqual(1_000);
  });

  it("ignores a missing or malformed date", () => {
    const time = new ServerTime(new VirtualClock());
    time.observe(undefined, 0, 0);
    time.observe("yesterday", 0, 0);
    expect(time.offsetMs).toBe(0);
  });
});
