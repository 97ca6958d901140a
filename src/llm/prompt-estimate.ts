import { imageCount } from "./content.ts";
import type { ModelRequest, TokenUsage } from "./model.ts";
import type { TokenCounter } from "./tokens.ts";

// Endpoints frame messages and tools in ways of their own, and other providers' tokenizers count somewhat more.
const firstFactor = 1.1;
const marginTokens = 32;
// What teaches more than this is not a tokenizer but a lie, and must not stop the work for ever.
const largestFactor = 4;
// What most models count at most for one image, large and in full detail; some count several times that, as gpt-4o-mini does (2,833 and 5,667 a tile, eight tiles).
const firstTokensPerImage = 3_000;
const largestTokensPerImage = 50_000;

/** How many tokens a request can use, per model of one endpoint. An endpoint that counts more than estimated raises the next estimates. */
export class PromptEstimate {
  readonly #factors = new Map<string, number>();
  readonly #tokensPerImage = new Map<string, number>();

  /** The prompt with a margin and all the output it allows. */
  atMost(request: ModelRequest, tokens: TokenCounter): TokenUsage {
    const factor = this.#factors.get(request.model) ?? firstFactor;
    const ofImages = images(request) * this.#ofOneImage(request.model);
    const inputTokens = Math.ceil(tokens.ofPrompt(request) * factor) + marginTokens + ofImages;
    return { inputTokens, outputTokens: request.maxOutputTokens };
  }

  learn(request: ModelRequest, toldInputTokens: number, tokens: TokenCounter): void {
    const shown = images(request);
    if (shown > 0) {
      const ofOne = Math.min(Math.ceil((toldInputTokens - tokens.ofPrompt(request)) / shown), largestTokensPerImage);
      if (ofOne > this.#ofOneImage(request.model)) this.#tokensPerImage.set(request.model, ofOne);
      return;
    }
    const factor = Math.min((toldInputTokens - marginTokens) / tokens.ofPrompt(request), largestFactor);
    if (factor > (this.#factors.get(request.model) ?? firstFactor)) this.#factors.set(request.model, factor);
  }

  #ofOneImage(model: string): number {
    return this.#tokensPerImage.get(model) ?? firstTokensPerImage;
  }
}

function images({ messages }: ModelRequest): number {
  return messages.reduce((sum, message) => sum + imageCount(message.content), 0);
}
