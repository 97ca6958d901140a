import { imageCount } from "./content.ts";
import type { ModelRequest, TokenUsage } from "./model.ts";
import type { TokenCounter } from "./tokens.ts";

// Endpoints frame messages and tools in ways of their own, and other providers' tokenizers count somewhat more.
const firstFactor = 1.1;
const marginTokens = 32;
// What teaches more than this is not a tokenizer but a lie, and must not stop the work for ever.
const largestFactor = 4;
// The most that providers count for one image, large and in full detail.
const tokensPerImage = 3_000;

/** How many tokens a request can use, per model of one endpoint. An endpoint that counts more than estimated raises the next estimates. */
export class PromptEstimate {
  readonly #factors = new Map<string, number>();

  /** The prompt with a margin and all the output it allows. */
  atMost(request: ModelRequest, tokens: TokenCounter): TokenUsage {
    const factor = this.#factors.get(request.model) ?? firstFactor;
    const inputTokens = Math.ceil(tokens.ofPrompt(request) * factor) + marginTokens + images(request) * tokensPerImage;
    return { inputTokens, outputTokens: request.maxOutputTokens };
  }

  learn(request: ModelRequest, toldInputTokens: number, tokens: TokenCounter): void {
    if (images(request) > 0) return;
    const factor = Math.min((toldInputTokens - marginTokens) / tokens.ofPrompt(request), largestFactor);
    if (factor > (this.#factors.get(request.model) ?? firstFactor)) this.#factors.set(request.model, factor);
  }
}

function images({ messages }: ModelRequest): number {
  return messages.reduce((sum, message) => sum + imageCount(message.content), 0);
}
