import type { ModelReply, TokenUsage } from "./model.ts";
import type { TokenCounter } from "./tokens.ts";

/**
 * The usage that is paid for in the books. Told figures count, within two bounds. Not less than our own count of what was sent and received: proxies
 * that tell 0, or a part, are common, and a budget errs on the safe side (at most by the difference of two tokenizers). Not more than the maximum
 * that was reserved: that is what makes the budget a limit; an endpoint that counts more raises the next estimates instead. Nothing told: the maximum.
 */
export function bookedUsage(told: TokenUsage | undefined, counted: TokenUsage, atMost: TokenUsage): TokenUsage {
  if (!told) return atMost;
  const within = (one: number, low: number, high: number) => Math.min(Math.max(one, low), high);
  return {
    inputTokens: within(told.inputTokens, counted.inputTokens, atMost.inputTokens),
    outputTokens: within(told.outputTokens, counted.outputTokens, atMost.outputTokens),
  };
}

/** Our own count of what the model wrote, hidden reasoning not included. */
export function writtenTokens({ text, toolCalls }: ModelReply, tokens: TokenCounter): number {
  return toolCalls.reduce(
    (sum, call) => sum + tokens.ofText(call.name) + tokens.ofText(call.arguments),
    tokens.ofText(text ?? ""),
  );
}
