import { isUpclawsError } from "../base/errors.ts";
import { bookedUsage, writtenTokens } from "./booked-usage.ts";
import type { Model, ModelReply, ModelRequest, TokenUsage } from "./model.ts";
import { costUsdNano, type ModelPrices, priceOf, usdNano } from "./prices.ts";
import { PromptEstimate } from "./prompt-estimate.ts";
import { loadTokenCounter } from "./tokens.ts";
import { budgetExceeded } from "./worker-limits.ts";

export interface ModelLimit {
  /** Named in the error: the configuration key it comes from. */
  readonly name: string;
  /** All calls together. */
  readonly maximumUsd: number;
}

/**
 * A model that may cost so much and no more, whoever asks it and whatever their clocks tell: for processes that keep no books of their own. Rejects
 * with `budget_exceeded` before a call that could pass the limit. Told usage counts within the bounds of `bookedUsage`. What a failed call has cost is not
 * known: it stays booked, unless it surely cost nothing.
 */
export function limitedModel(model: Model, prices: ModelPrices, limit: ModelLimit): Model {
  const estimate = new PromptEstimate();
  const maximum = usdNano(limit.maximumUsd);
  let booked = 0;
  const reserve = (usage: TokenUsage, request: ModelRequest): number => {
    const requested = costUsdNano(usage, priceOf(prices, request.model));
    if (booked + requested > maximum) throw budgetExceeded({ name: limit.name, maximum, booked, requested });
    booked += requested;
    return requested;
  };
  return {
    complete: async (request, signal, onText): Promise<ModelReply> => {
      const tokens = await loadTokenCounter();
      const atMost = estimate.atMost(request, tokens);
      const reserved = reserve(atMost, request);
      try {
        const reply = await model.complete(request, signal, onText);
        const counted = { inputTokens: tokens.ofPrompt(request), outputTokens: writtenTokens(reply, tokens) };
        booked += costUsdNano(bookedUsage(reply.usage, counted, atMost), priceOf(prices, request.model)) - reserved;
        if (reply.usage) estimate.learn(request, reply.usage.inputTokens, tokens);
        return reply;
      } catch (error) {
        if (isUpclawsError(error) && error.details.mayBeBilled === false) booked -= reserved;
        throw error;
      }
    },
  };
}
