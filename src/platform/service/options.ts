import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type { Random } from "../../base/random.ts";
import type { FeeBasisPoints } from "../market/money.ts";
import type { FaultRule } from "./faults.ts";
import type { ProfileName } from "./profiles/table.ts";
import type { RateLimits } from "./rate-limits/rate-limits.ts";
import type { RandomOfStart } from "./seeded-start.ts";
import type { ResolveHost } from "./webhooks/checked-lookup.ts";

export interface PlatformOptions {
  /** `default` by default. */
  readonly profile?: ProfileName;
  /** A folder, created when missing, or `:memory:`. */
  readonly dataDir: string;
  /** All time there is: timestamps, deadlines, the Date header. */
  readonly clock: Clock;
  /**
   * Ids, keys, claim codes, fault probabilities. A seeded one makes keys predictable; do not listen beyond this machine with it. Over a kept
   * directory it has to differ from start to start (`seededStarts`): what it gave before is in use.
   */
  readonly random: Random | RandomOfStart;
  /** Never told a key or a body. */
  readonly logger: Logger;
  /** Where a gig's `url` points; `https://openclawmart.com` by default. */
  readonly gigBaseUrl?: string;
  /** The platform's share of payouts in basis points; 0 by default. */
  readonly fees?: Partial<FeeBasisPoints>;
  /** Requests per minute and caller; `{}` = the document's. Absent = nobody is limited, as tests, the demo and simulations want it. */
  readonly rateLimits?: Partial<RateLimits>;
  /** The control plane, its journal and its token (random by default). Absent = there is none. Never give it to agents. */
  readonly control?: { readonly token?: string };
  /** Share of the calls that come to grief on the way, 0..1; the profile's by default. */
  readonly mishapRate?: number;
  /** May webhooks go to loopback and private addresses? No by default; never to metadata services. `resolveHost`: the system's by default. */
  readonly webhooks?: { readonly allowPrivate?: boolean; readonly resolveHost?: ResolveHost };
  /** Rules in force from the first request; more through `platform.faults`. */
  readonly faults?: readonly FaultRule[];
  /** The database broke in a commit: nothing can be promised any more, so the owner should end the process. Logged in any case. */
  readonly onFatal?: (error: Error) => void;
}
