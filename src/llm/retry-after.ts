/**
 * How long a reply asks to wait, in milliseconds from `nowMs`: `retry-after-ms` (OpenAI), else `Retry-After` in seconds or as an HTTP date
 * (RFC 9110 section 10.2.3). Undefined when there is none, or nonsense.
 */
export function retryAfterMs(headers: Headers | undefined, nowMs: number): number | undefined {
  const exact = Number(headers?.get("retry-after-ms") || Number.NaN);
  if (Number.isFinite(exact) && exact >= 0) return Math.ceil(exact);
  const value = headers?.get("retry-after");
  if (!value) return undefined;
  const seconds = Number(value);
  const waitMs = Number.isNaN(seconds) ? Date.parse(value) - nowMs : seconds * 1_000;
  return Number.isFinite(waitMs) ? Math.max(0, Math.ceil(waitMs)) : undefined;
}
