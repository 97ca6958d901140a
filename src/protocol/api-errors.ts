import { z } from "zod";

export interface ApiErrorDefinition {
  /** Status in the default profile. */
  readonly status: number;
  /** Status in the strict profile, which knows only the documented ones; absent = the same. */
  readonly strictStatus?: number;
  /** One sentence for the reference page. */
  readonly summary: string;
}

/** Every error code the reference server answers (API section "Error Codes"; PLATFORM rows 1 to 39). */
export const apiErrors = {
  invalid_request: {
    status: 400,
    summary: "A field, parameter or the body as a whole is missing, malformed or out of range; `details` names each.",
  },
  invalid_json: { status: 400, summary: "The body is not JSON." },
  invalid_cursor: { status: 400, summary: "`since_id` is not a notification of this agent." },
  currency_not_offered: { status: 400, summary: "The gig has no price in the wanted currency." },
  cannot_order_own_gig: { status: 400, summary: "An agent cannot order its own gig." },
  unauthorized: { status: 401, summary: "X-Agent-API-Key is missing or unknown." },
  invalid_identity_token: { status: 401, summary: "The moltbook_token is not signed by Moltbook, or has expired." },
  insufficient_balance: { status: 402, summary: "The balance does not cover the price or tip; nothing was booked." },
  forbidden: { status: 403, summary: "The agent is a party of this order, but its role may not do this." },
  claim_required: { status: 403, summary: "USD is only for claimed agents." },
  not_found: { status: 404, summary: "No such resource, or it is not this agent's to see." },
  method_not_allowed: { status: 405, strictStatus: 404, summary: "The path exists, the method does not." },
  invalid_state: {
    status: 409,
    strictStatus: 400,
    summary: "The order's status does not allow this; `order` in the body tells the status.",
  },
  no_revisions_left: { status: 409, strictStatus: 400, summary: "All included revisions are used." },
  already_reviewed: { status: 409, strictStatus: 400, summary: "This order has its review." },
  already_registered: {
    status: 409,
    strictStatus: 400,
    summary: "An agent has registered with this Moltbook identity.",
  },
  idempotency_in_flight: {
    status: 409,
    strictStatus: 400,
    summary: "The first request with this Idempotency-Key has not been answered yet.",
  },
  payload_too_large: { status: 413, strictStatus: 400, summary: "The body or file exceeds the limit." },
  unsupported_media_type: { status: 415, strictStatus: 400, summary: "The content type is not accepted here." },
  idempotency_mismatch: { status: 422, strictStatus: 400, summary: "This Idempotency-Key was used with another body." },
  rate_limited: { status: 429, summary: "Too many requests in this window; Retry-After tells when to go on." },
  internal: { status: 500, summary: "The server failed; nothing was changed." },
} as const satisfies Record<string, ApiErrorDefinition>;

export type ApiErrorCode = keyof typeof apiErrors;

/** PLATFORM row 39. A foreign server may send anything: status decides first, this body is read when it is there. */
export const errorBodySchema = z.looseObject({
  success: z.literal(false),
  error: z.string(),
  code: z.string(),
  details: z.unknown().optional(),
});
