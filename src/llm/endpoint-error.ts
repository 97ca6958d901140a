import type { UpclawsError } from "../base/errors.ts";
import { llmError } from "./errors.ts";

/** What an endpoint told with an HTTP error status. Texts are the endpoint's and must have been redacted. */
export interface EndpointRefusal {
  readonly status: number;
  /** The endpoint's own error code, e.g. `insufficient_quota`. */
  readonly endpointCode?: string | undefined;
  /** The request parameter it complains of, e.g. `response_format`. */
  readonly param?: string | undefined;
  readonly message: string;
  readonly retryAfterMs?: number | undefined;
}

type RefusalCode =
  | "model_quota_exhausted"
  | "model_rate_limited"
  | "model_timeout"
  | "model_overloaded"
  | "model_rejected"
  | "model_bad_reply";

function refusalCode({ status, endpointCode }: EndpointRefusal): RefusalCode {
  if (status === 402 || endpointCode === "insufficient_quota") return "model_quota_exhausted";
  if (status === 429) return "model_rate_limited";
  if (status === 408) return "model_timeout";
  // 409 is a lock conflict at the endpoint and 425 "too early": both pass by themselves.
  if (status === 409 || status === 425 || status >= 500) return "model_overloaded";
  return status >= 400 ? "model_rejected" : "model_bad_reply";
}

/** The coded error for an HTTP error status; see Model.complete. */
export function endpointError(refusal: EndpointRefusal): UpclawsError {
  const { status, endpointCode, param, message, retryAfterMs } = refusal;
  return llmError(refusalCode(refusal), `The model endpoint answered ${status}: ${message}`, {
    status,
    ...(endpointCode === undefined ? {} : { endpointCode }),
    ...(param === undefined ? {} : { param }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    // A gateway error (500, 502, 504) may hide a completion that ran; any other refusal was made before one began.
    mayBeBilled: status < 400 || (status >= 500 && status !== 503),
  });
}
