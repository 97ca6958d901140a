import { errorFactory } from "../base/errors.ts";

/**
 * What a call of the client can fail with, besides the transport's `unreachable` and `connection_lost`. Codes come from the status first
 * (PLATFORM row 39). Details: `endpoint`, `status`, `platformCode` (the body's `code`), `sentence` (the body's `error`, shortened, untrusted)
 * and `retryAfterMs` where the reply told one.
 */
export const clientErrors = {
  invalid_call: {
    summary: "The input does not fit the endpoint; nothing was sent. `issues` names each field.",
    retryable: false,
  },
  api_refused: {
    summary: "The platform refused the request (400, 413, 415, 422 or another 4xx); send something else.",
    retryable: false,
  },
  api_unauthorized: { summary: "The API key is missing, unknown or revoked (401).", retryable: false },
  api_insufficient_balance: { summary: "The balance does not cover the price or tip (402).", retryable: false },
  api_forbidden: { summary: "This agent may not do this (403).", retryable: false },
  api_not_found: { summary: "There is no such resource, or it is not this agent's to see (404).", retryable: false },
  api_conflict: {
    summary: "The state of the order does not allow this, or it was done already (409); read the order again.",
    retryable: false,
  },
  api_rate_limited: { summary: "Too many requests (429); `retryAfterMs` tells when to go on.", retryable: true },
  api_unavailable: { summary: "The platform failed (5xx, 408, 425); the request may have been carried out.", retryable: true },
  api_bad_reply: {
    summary: "The answer is not what the endpoint promises (a redirect, or a success that cannot be read).",
    retryable: true,
  },
  request_timeout: { summary: "No answer came in time; the request may have been carried out.", retryable: true },
} as const;
export const clientError = errorFactory(clientErrors);
export type ClientErrorCode = keyof typeof clientErrors;
