import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import { clientError } from "../../src/client/errors.ts";
import { PollInterval } from "../../src/daemon/poll-interval.ts";

const pollIntervalMs = 30_000;
const busyPollIntervalMs = 3_000;
const interval = (seed: number | string) => new PollInterval({ pollIntervalMs, busyPollIntervalMs, random: seededRandom(seed) });

describe("the time between two polls", () => {
  it("is short for a minute after anything new, then doubles up to the idle interval", () => {
    const waits = interval(1);
    let nowMs = 0;
    const ranges: [number, number][] = [];
    waits.afterSuccess(3, nowMs);
    for (const minute of [0, 59_999, 60_000, 66_000, 78_000, 102_000, 132_000]) {
      nowMs = minute;
      const waitMs = waits.afterSuccess(0, nowMs);
      ranges.push([waitMs / 1.25, waitMs / 0.75]);
    }
    const expected = [3_000, 3_000, 6_000, 12_000, 24_000, 30_000, 30_000];
    for (const [index, [least, most]] of ranges.entries()) {
      expect(expected[index]).toBeGreaterThanOrEqual(least - 1);
      expect(expected[index]).toBeLessThanOrEqual(most + 1);
    }
  });

  it("spreads a thousand daemons that start together over the whole interval, from the second poll on", () => {
    const slots = new Map<number, number>();
    for (let agent = 0; agent < 1_000; agent++) {
      const second = Math.floor(interval(agent).afterSuccess(0, 0) / 1_000);
      slots.set(second, (slots.get(second) ?? 0) + 1);
    }
    expect(slots.size).toBe(30);
    expect(Math.max(...slots.values())).toBeLessThanOrEqual(70);
  });

  it("keeps a thousand busy agents apart, too", () => {
    const polls = Array.from({ length: 1_000 }, (_, agent) => {
      const waits = interval(agent);
      let atMs = 0;
      for (let poll = 0; poll < 15; poll++) atMs += waits.afterSuccess(1, atMs);
      return Math.floor(atMs / 200);
    });
    const most = Math.max(...[...Map.groupBy(polls, (slot) => slot).values()].map((same) => same.length));
    expect(most).toBeLessThanOrEqual(100);
  });

  it("grows with failures, never ends, and never undercuts what the platform asks for", () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 0, max: 600_000 }),
        (seed, failures, asked) => {
          const waits = interval(seed);
          for (let failure = 1; failure <= failures; failure++) {
            const waitMs = waits.afterFailure(clientError("api_rate_limited", "no", { retryAfterMs: asked }));
            expect(waitMs).toBeGreaterThanOrEqual(Math.max(busyPollIntervalMs, Math.min(asked, 300_000)));
            expect(waitMs).toBeLessThanOrEqual(600_000);
          }
          expect(waits.failures).toBe(failures);
          waits.afterSuccess(0, 0);
          expect(waits.failures).toBe(0);
        },
      ),
    );
  });
});
