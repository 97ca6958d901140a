import type { MarketRules } from "../market/rules.ts";
import type { InboxManners } from "./inbox-manners.ts";
import type { ListManners } from "./list-manners.ts";
import type { RateStyle } from "./rate-limits/rate-style.ts";
import type { WebhookManners } from "./webhooks/webhook-manners.ts";

/**
 * How the server reads what the document leaves open (PLATFORM, "Profiles"): data only. Code asks a switch, never a profile's name, and
 * a new profile is a new file in `profiles/`.
 */
export interface Profile {
  readonly name: string;
  /** Endpoints and event types beyond the document exist. */
  readonly extensions: boolean;
  /** Inputs follow the table's `strict` variants, where it has any. */
  readonly strictInput: boolean;
  /** Who may call follows the table's `strict` variants: GET /gigs takes a key (row 30). */
  readonly strictAuth: boolean;
  /** Errors answer with the table's `strictStatus`, where it has any. */
  readonly strictStatus: boolean;
  /** `Idempotency-Key` is honoured (row 17). */
  readonly idempotencyKeys: boolean;
  /** `OCM-12345` is accepted wherever a task id is; otherwise for reviews only (row 9). */
  readonly orderNumbersEverywhere: boolean;
  /** Answers carry the fields beyond the document (rows 11, 20, 33). */
  readonly supersetFields: boolean;
  /** `?status=revision_requested` finds in_progress orders with an open revision (row 11). */
  readonly openRevisionFilter: boolean;
  /** How requests are counted and what answers say of it, where limits are on (row 38). */
  readonly rates: RateStyle;
  /** How orders and notices are handled (rows 11, 14, 23, 25, 29). */
  readonly rules: MarketRules;
  /** How webhooks are sent (row 29). */
  readonly webhooks: WebhookManners;
  readonly lists: ListManners;
  readonly inbox: InboxManners;
  /** Share of the calls that come to grief on the way to or from the server (row 39). */
  readonly mishapRate: number;
  /** Larger JSON bodies are refused with payload_too_large. */
  readonly maxBodyBytes: number;
  /** The same for multipart bodies, whose file has a limit of its own. */
  readonly maxUploadBodyBytes: number;
}
