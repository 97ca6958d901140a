import { errorFactory } from "../base/errors.ts";

/** Every error this folder raises. */
export const llmErrors = {
  model_unreachable: {
    summary: "The model endpoint could not be reached, or the connection broke before the reply was complete.",
    retryable: true,
  },
  model_timeout: { summary: "The model endpoint did not answer within the time allowed for one call.", retryable: true },
  model_rate_limited: { summary: "The model endpoint answered 429; details.retryAfterMs is what it asked for.", retryable: true },
  model_quota_exhausted: {
    summary: "The account at the model endpoint has no credit left. Somebody has to pay or raise the limit there.",
    retryable: false,
  },
  model_overloaded: { summary: "The model endpoint answered with a server error (5xx).", retryable: true },
  model_rejected: {
    summary: "The model endpoint refused the request (4xx): wrong key, unknown model or unsupported parameter.",
    retryable: false,
  },
  model_bad_reply: {
    summary: "The model endpoint answered with something that is not a chat completion: HTML, malformed JSON, no choices.",
    retryable: true,
  },
  model_refused: {
    summary:
      "The model declined to answer, or its provider's content filter stopped it. Asking again the same way will not help.",
    retryable: false,
  },
  model_price_unknown: {
    summary: "No price is configured for the model, so its cost cannot be bounded. Add llm.prices.<model>.",
    retryable: false,
  },
  worker_output_invalid: {
    summary: "The model's output did not fit the worker's output schema, also after one repair round.",
    retryable: false,
  },
  worker_steps_exhausted: {
    summary: "The model kept calling tools until the worker's step limit was reached, without a final answer.",
    retryable: false,
  },
  script_invalid: {
    summary: "A script of the scripted model is not valid; the message names line, key, value and what is allowed.",
    retryable: false,
  },
  script_unmatched: {
    summary: "In strict mode, a request reached the scripted model that no rule of its script matches.",
    retryable: false,
  },
} as const;

export const llmError = errorFactory(llmErrors);
