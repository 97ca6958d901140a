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
  models_cooling_down: {
    summary:
      "Every configured model failed a moment ago and is left alone for now; details.retryAfterMs tells when the first may be asked.",
    retryable: true,
  },
  budget_exceeded: {
    summary:
      "A model call was not made because its maximum does not fit what a budget leaves. Details, in nano-USD: name of the limit, maximum, booked, requested.",
    retryable: false,
  },
  worker_tokens_exhausted: {
    summary: "The next call of a worker could pass its maxTokens; it was not made. Details: maxTokens, used, requested.",
    retryable: false,
  },
  worker_time_exhausted: {
    summary: "A worker was not done within its maxDurationMs. Calls already answered are replayed when the run is tried again.",
    retryable: true,
  },
  worker_loop_detected: {
    summary:
      "The model went in circles: details.reason is `repeated_call` (the same tool with the same arguments) or `no_progress` (nothing new from tools for several rounds).",
    retryable: false,
  },
  worker_tools_invalid: {
    summary: "Two tools of a worker share a name, or a name holds more than letters, digits, _ and -.",
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
