import { isUpclawsError } from "../base/errors.ts";
import type { transportErrors } from "../protocol/transport.ts";
import type { ClientErrorCode } from "./errors.ts";

/** What a failure tells of the request: it certainly changed nothing, or that cannot be known without reading back. */
export type Outcome = "not_carried_out" | "unknown";

type FailureCode = ClientErrorCode | keyof typeof transportErrors;

/** Every failure of a call, and what it tells. */
export const failureOutcomes: Readonly<Record<FailureCode, Outcome>> = {
  invalid_call: "not_carried_out",
  unreachable: "not_carried_out",
  api_refused: "not_carried_out",
  api_unauthorized: "not_carried_out",
  api_insufficient_balance: "not_carried_out",
  api_forbidden: "not_carried_out",
  api_not_found: "not_carried_out",
  api_conflict: "not_carried_out",
  api_rate_limited: "not_carried_out",
  connection_lost: "unknown",
  api_unavailable: "unknown",
  api_bad_reply: "unknown",
  request_timeout: "unknown",
};

/** Refusals of a repetition that leave the first request's fate open (PLATFORM row 17). */
const openPlatformCodes: readonly unknown[] = ["idempotency_in_flight"];

/** The outcome behind anything a call rejected with. What is not in the table (an abort, a foreign error) is `unknown`. */
export function outcomeOf(thrown: unknown): Outcome {
  if (!isUpclawsError(thrown) || openPlatformCodes.includes(thrown.details.platformCode)) return "unknown";
  return Object.hasOwn(failureOutcomes, thrown.code) ? failureOutcomes[thrown.code as FailureCode] : "unknown";
}

/** Failures that say no to this very request, for good. A 401 is not one: it is about the key, and says nothing of the request. */
const refusals: readonly string[] = [
  "invalid_call",
  "api_refused",
  "api_insufficient_balance",
  "api_forbidden",
  "api_not_found",
  "api_conflict",
] satisfies readonly FailureCode[];

/** Did the platform look at this request and decline it? Its sibling `outcomeOf` tells what that proves. */
export function isRefusal(thrown: unknown): boolean {
  return isUpclawsError(thrown) && refusals.includes(thrown.code) && outcomeOf(thrown) === "not_carried_out";
}
