/** How many requests one caller may make in a minute; more is `rate_limited`. */
export interface RateLimits {
  /** GET; 60 by default. */
  readonly readsPerMinute: number;
  /** POST and PATCH; 20 by default. */
  readonly writesPerMinute: number;
  /** Registrations from one address; 10 by default. They count as writes too. */
  readonly registrationsPerMinute: number;
}

/** API "Rate Limiting"; the document has no figure for registrations (PLATFORM rows 32, 38). */
export const documentedLimits: RateLimits = { readsPerMinute: 60, writesPerMinute: 20, registrationsPerMinute: 10 };
