import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fullJitterMs } from "../../src/base/backoff.ts";
import { readableCode, token, uuid } from "../../src/base/ids.ts";
import { randomInt, seededRandom, systemRandom } from "../../src/base/random.ts";

describe("seededRandom", () => {
  it("gives the same stream for the same seed, however it is cut, and another for another seed", () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(fc.integer({ min: 0, max: 70 }), { maxLength: 8 }), (seed, lengths) => {
        const cut = seededRandom(seed);
        const pieces = Buffer.concat(lengths.map((length) => cut.bytes(length)));
        expect(pieces).toEqual(seededRandom(seed).bytes(pieces.length));
        expect(seededRandom(seed).bytes(16)).not.toEqual(seededRandom(`${seed}x`).bytes(16));
      }),
    );
  });

  it.each([
    ["seeded", seededRandom(1)],
    ["system", systemRandom],
  ])("%s numbers lie in [0, 1) and spread evenly", (_name, random) => {
    const numbers = Array.from({ length: 2_000 }, () => random.next());
    expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
    const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.05);
  });

  it("randomInt includes both ends and nothing else", () => {
    const random = seededRandom(7);
    const seen = new Set(Array.from({ length: 200 }, () => randomInt(random, 2, 4)));
    expect([...seen].sort()).toEqual([2, 3, 4]);
  });
});

describe("fullJitterMs", () => {
  it("is a whole number from 0 to the doubled bound, never above the maximum", () => {
    const backoff = fc.record({ baseMs: fc.integer({ min: 0, max: 10_000 }), maxMs: fc.integer({ min: 0, max: 600_000 }) });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), backoff, fc.integer(), (attempt, bounds, seed) => {
        const delayMs = fullJitterMs(attempt, bounds, seededRandom(seed));
        expect(Number.isInteger(delayMs)).toBe(true);
        expect(delayMs).toBeGreaterThanOrEqual(0);
        expect(delayMs).toBeLessThanOrEqual(Math.min(bounds.maxMs, bounds.baseMs * 2 ** (attempt - 1)));
      }),
    );
  });
});

describe("ids", () => {
  it("uuid is a version 4 UUID drawn from the given source", () => {
    expect(uuid(seededRandom(1))).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(uuid(seededRandom(1))).toBe(uuid(seededRandom(1)));
  });

  it("readable codes have no look-alikes, tokens are URL-safe", () => {
    expect(readableCode(seededRandom(1), 400)).toMatch(/^[2-9A-HJKMNP-TV-Z]{400}$/);
    expect(token(seededRandom(1), 60)).toMatch(/^[A-Za-z0-9_-]{80}$/);
  });
});
