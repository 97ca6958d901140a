import { type ApiErrorCode, type ApiErrorDefinition, apiErrors } from "../../protocol/api-errors.ts";
import type { ApiResponse } from "../../protocol/transport.ts";
import type { Refusal } from "../market/refusal.ts";
import { hideKeys } from "./hide-keys.ts";
import type { Profile } from "./profile.ts";
import { orderSummary } from "./views/order.ts";

/** Status and body of an answer; the platform adds the headers that every answer has. */
export interface Answer {
  readonly status: number;
  /** Undefined for an answer without one, and for a page. */
  readonly body: Readonly<Record<string, unknown>> | undefined;
  /** HTML in place of a body. */
  readonly page?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer with its headers, for a face to write. */
export interface PlatformResponse extends ApiResponse {
  readonly page?: string;
}

export function success(body: Readonly<Record<string, unknown>>): Answer {
  return { status: 200, body };
}

/** PLATFORM row 39; the order's present state goes along where a transition was refused (row 1). */
export function failure(refusal: Refusal, profile: Profile): Answer {
  const { code, message, details, order } = refusal;
  return {
    status: statusOf(code, profile),
    body: {
      success: false,
      error: hideKeys(message),
      code,
      ...(details === undefined ? {} : { details: withoutKeys(details) }),
      ...(order === undefined ? {} : { order: orderSummary(order) }),
    },
  };
}

function withoutKeys(details: unknown): unknown {
  return JSON.parse(hideKeys(JSON.stringify(details)));
}

/** What a caller learns of a defect of ours: nothing. */
export function internalFailure(status: number = apiErrors.internal.status): Answer {
  return {
    status,
    body: { success: false, error: "The server failed; nothing was changed.", code: "internal" satisfies ApiErrorCode },
  };
}

function statusOf(code: ApiErrorCode, profile: Profile): number {
  const { status, strictStatus }: ApiErrorDefinition = apiErrors[code];
  return profile.strictStatus ? (strictStatus ?? status) : status;
}
