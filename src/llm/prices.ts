import { llmError } from "./errors.ts";
import type { TokenUsage } from "./model.ts";

/** USD per million tokens, as providers publish it. Exact down to 10⁻⁶ USD per million tokens. */
export interface ModelPrice {
  readonly inputUsdPerMTok: number;
  readonly outputUsdPerMTok: number;
}

/** By model name, as in the configuration's `llm.prices`. */
export type ModelPrices = Readonly<Record<string, ModelPrice>>;

const usdNanoPerUsd = 1e9;

/** The price of `model`. Throws `model_price_unknown`, which names the configuration key to add. */
export function priceOf(prices: ModelPrices, model: string): ModelPrice {
  const price = Object.hasOwn(prices, model) ? prices[model] : undefined;
  if (price) return price;
  const key = `llm.prices.${model}`;
  throw llmError(
    "model_price_unknown",
    `No price for the model "${model}": add ${key}: { inputUsdPerMTok: …, outputUsdPerMTok: … } to the configuration`,
    { model, key, known: Object.keys(prices) },
  );
}

/**
 * What `usage` costs, in integer nano-USD (10⁻⁹ USD), rounded up once. Integer arithmetic: 1 USD per million tokens is 10⁶ pico-USD a
 * token. Counts that are not whole or negative are rounded up or taken as 0; a cost past Number.MAX_SAFE_INTEGER stays there.
 */
export function costUsdNano(usage: TokenUsage, price: ModelPrice): number {
  const pico =
    count(usage.inputTokens) * picoPerToken(price.inputUsdPerMTok) +
    count(usage.outputTokens) * picoPerToken(price.outputUsdPerMTok);
  const nano = (pico + 999n) / 1_000n;
  return nano > Number.MAX_SAFE_INTEGER ? Number.MAX_SAFE_INTEGER : Number(nano);
}

/** Rounded down, for a limit. */
export function usdNano(usd: number): number {
  return Math.min(Math.floor(usd * usdNanoPerUsd), Number.MAX_SAFE_INTEGER);
}

export function usdFromNano(usdNano: number): number {
  return usdNano / usdNanoPerUsd;
}

function count(tokens: number): bigint {
  return BigInt(Math.min(Math.max(Math.ceil(tokens) || 0, 0), Number.MAX_SAFE_INTEGER));
}

function picoPerToken(usdPerMTok: number): bigint {
  return BigInt(Math.round(usdPerMTok * 1e6));
}
