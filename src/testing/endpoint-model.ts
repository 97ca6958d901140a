import { RealClock } from "../base/real-clock.ts";
import type { Model } from "../llm/model.ts";
import { createOpenAiModel } from "../llm/openai-model.ts";

export interface EndpointModelOptions {
  /** Of any OpenAI-compatible endpoint; OpenAI's by default. */
  readonly baseUrl?: string;
  readonly apiKey: string;
  /** For one whole call; 120,000 by default. */
  readonly timeoutMs?: number;
}

/** A real endpoint, to record a cassette from. Its calls cost what they cost. */
export function endpointModel(options: EndpointModelOptions): Model {
  const { baseUrl = "https://api.openai.com/v1", apiKey, timeoutMs = 120_000 } = options;
  return createOpenAiModel({ baseUrl, apiKey, timeoutMs, clock: new RealClock() });
}
