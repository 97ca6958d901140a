type Headers = Readonly<Record<string, string>>;

// Numbers below are durations in seconds, below the next epoch seconds, above epoch milliseconds.
const leastEpochSeconds = 1e8;
const leastEpochMs = 1e11;
// Short enough to stay finite.
const plainNumber = /^\d{1,20}(\.\d+)?$/;

/**
 * How long a reply asks to wait, in milliseconds, or undefined when it does not say. `retry-after-ms` (OpenAI) before `Retry-After` before
 * `X-RateLimit-Reset`; the latter two may be seconds, epoch seconds, epoch milliseconds, ISO 8601 or an HTTP date (PLATFORM row 38,
 * RFC 9110 section 10.2.3). Points in time are measured against the reply's own `Date`, else against `nowMs`. Never negative, not capped.
 */
export function retryAfterMs(headers: Headers, nowMs: number): number | undefined {
  const { date, "retry-after-ms": exact, "retry-after": after, "x-ratelimit-reset": reset } = headers;
  if (exact === undefined && after === undefined && reset === undefined) return undefined;
  const dateMs = Date.parse(date ?? "");
  const fromMs = Number.isNaN(dateMs) ? nowMs : dateMs;
  return exactMs(exact) ?? waitMs(after, fromMs) ?? waitMs(reset, fromMs);
}

function exactMs(text: string | undefined): number | undefined {
  return text !== undefined && plainNumber.test(text.trim()) ? Math.ceil(Number(text)) : undefined;
}

function waitMs(text: string | undefined, fromMs: number): number | undefined {
  const value = text?.trim() ?? "";
  if (value === "") return undefined;
  const number = plainNumber.test(value) ? Number(value) : undefined;
  if (number !== undefined && number < leastEpochSeconds) return Math.ceil(number * 1_000);
  const atMs = number === undefined ? Date.parse(value) : number < leastEpochMs ? number * 1_000 : number;
  return Number.isFinite(atMs) ? Math.max(0, Math.ceil(atMs - fromMs)) : undefined;
}
