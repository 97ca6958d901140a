import { z } from "zod";
import type { Clock } from "../../base/clock.ts";
import type { UpclawsError } from "../../base/errors.ts";
import type { Redactor } from "../../base/redact.ts";
import { retryAfterMs } from "../../base/retry-after.ts";
import type { ApiResponse } from "../../protocol/transport.ts";
import { type ClientErrorCode, clientError } from "../errors.ts";
import type { Interceptor } from "../interceptor.ts";

const codeByStatus: Readonly<Record<number, ClientErrorCode>> = {
  401: "api_unauthorized",
  402: "api_insufficient_balance",
  403: "api_forbidden",
  404: "api_not_found",
  408: "api_unavailable",
  409: "api_conflict",
  425: "api_unavailable",
  429: "api_rate_limited",
};

/** What an error body may tell; anything else in it, or another body altogether, tells nothing. */
const told = z
  .looseObject({
    error: z.string().optional().catch(undefined),
    code: z
      .string()
      .regex(/^\w{1,64}$/)
      .optional()
      .catch(undefined),
  })
  .catch({});
const longestSentence = 300;

/** Turns every answer but a 2xx into an error of the catalogue. `redactor` knows the key, in case the platform echoes it. */
export function refuse(clock: Clock, redactor: Redactor): Interceptor {
  return async (call, next) => {
    const response = await next(call);
    if (response.status >= 200 && response.status < 300) return response;
    throw refusal(call.request.endpoint, response, clock.now(), redactor);
  };
}

function refusal(endpoint: string, response: ApiResponse, nowMs: number, redactor: Redactor): UpclawsError {
  const { status, headers, body } = response;
  const { error, code: platformCode } = told.parse(body);
  const sentence = error === undefined ? undefined : redactor.redact(error).slice(0, longestSentence);
  const waitMs = retryAfterMs(headers, nowMs);
  return clientError(codeOf(status), `${endpoint}: ${status}${sentence === undefined ? "" : ` ${sentence}`}`, {
    endpoint,
    status,
    ...(platformCode !== undefined && { platformCode }),
    ...(sentence !== undefined && { sentence }),
    ...(waitMs !== undefined && { retryAfterMs: waitMs }),
  });
}

function codeOf(status: number): ClientErrorCode {
  if (status >= 500) return "api_unavailable";
  return status >= 400 ? (codeByStatus[status] ?? "api_refused") : "api_bad_reply";
}
