import fc from "fast-check";
import { expect, test } from "vitest";
import { costUsdNano, priceOf, usdFromNano } from "../../src/llm/prices.ts";

const price = fc.record({
  inputUsdPerMTok: fc.double({ min: 0, max: 1_000, noNaN: true }),
  outputUsdPerMTok: fc.double({ min: 0, max: 1_000, noNaN: true }),
});
const tokens = fc.nat({ max: 10_000_000 });
const usage = fc.record({ inputTokens: tokens, outputTokens: tokens });

test("a published price gives the exact cost in nano-USD", () => {
  const gpt5Mini = { inputUsdPerMTok: 0.25, outputUsdPerMTok: 2 };
  expect(costUsdNano({ inputTokens: 1_000_000, outputTokens: 0 }, gpt5Mini)).toBe(250_000_000);
  expect(costUsdNano({ inputTokens: 1, outputTokens: 1 }, gpt5Mini)).toBe(2_250);
  expect(usdFromNano(2_250)).toBe(0.00000225);
});

test("a fraction of a nano-USD is rounded up, once for the whole call", () => {
  expect(costUsdNano({ inputTokens: 1, outputTokens: 1 }, { inputUsdPerMTok: 0.0004, outputUsdPerMTok: 0.0004 })).toBe(1);
  expect(costUsdNano({ inputTokens: 0, outputTokens: 0 }, { inputUsdPerMTok: 5, outputUsdPerMTok: 5 })).toBe(0);
});

test("the cost is a safe integer, within one nano-USD of the real product", () => {
  fc.assert(
    fc.property(usage, price, (used, at) => {
      const cost = costUsdNano(used, at);
      expect(Number.isSafeInteger(cost)).toBe(true);
      const exact = (used.inputTokens * at.inputUsdPerMTok + used.outputTokens * at.outputUsdPerMTok) * 1_000;
      // Prices are exact down to 10⁻⁶ USD per million tokens: half of that a token may be off.
      const tolerance = 1 + (used.inputTokens + used.outputTokens) * 0.0005 + exact * 1e-12;
      expect(Math.abs(cost - exact)).toBeLessThanOrEqual(tolerance);
    }),
  );
});

test("more tokens never cost less, and splitting a call never makes it cheaper", () => {
  fc.assert(
    fc.property(usage, usage, price, (a, b, at) => {
      const both = { inputTokens: a.inputTokens + b.inputTokens, outputTokens: a.outputTokens + b.outputTokens };
      expect(costUsdNano(both, at)).toBeGreaterThanOrEqual(costUsdNano(a, at));
      expect(costUsdNano(a, at) + costUsdNano(b, at)).toBeGreaterThanOrEqual(costUsdNano(both, at));
    }),
  );
});

test.each([Number.NaN, -5, Number.POSITIVE_INFINITY, 1e300, 0.5])(
  "a count of %s tokens still gives an integer cost of at least 0",
  (count) => {
    const cost = costUsdNano({ inputTokens: count, outputTokens: count }, { inputUsdPerMTok: 1_000, outputUsdPerMTok: 1_000 });
    expect(Number.isSafeInteger(cost)).toBe(true);
    expect(cost).toBeGreaterThanOrEqual(0);
  },
);

test("a model without a price is refused, naming the key to add", () => {
  const prices = { "gpt-5-mini": { inputUsdPerMTok: 0.25, outputUsdPerMTok: 2 } };
  expect(() => priceOf(prices, "gpt-9")).toThrowError(
    expect.objectContaining({ code: "model_price_unknown", message: expect.stringContaining("llm.prices.gpt-9") }),
  );
  expect(() => priceOf(prices, "toString")).toThrowError(expect.objectContaining({ code: "model_price_unknown" }));
  expect(priceOf(prices, "gpt-5-mini").outputUsdPerMTok).toBe(2);
});
