/** The platform counts requests by the minute (API "Rate Limiting", PLATFORM row 38). */
export const windowMs = 60_000;
