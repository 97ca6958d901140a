import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { retryAfterMs } from "../../src/base/retry-after.ts";

const nowMs = Date.UTC(2026, 0, 1, 12, 0, 0);
const laterMs = nowMs + 42_000;

describe("retryAfterMs", () => {
  it.each([
    ["retry-after", "42"],
    ["retry-after", "41.5"],
    ["retry-after", "Thu, 01 Jan 2026 12:00:42 GMT"],
    ["retry-after-ms", "42000"],
    ["retry-after-ms", "41999.5"],
    ["x-ratelimit-reset", "42"],
    ["x-ratelimit-reset", String(laterMs / 1_000)],
    ["x-ratelimit-reset", String(laterMs)],
    ["x-ratelimit-reset", "2026-01-01T12:00:42Z"],
    ["x-ratelimit-reset", "2026-01-01T12:00:42.000Z"],
    ["x-ratelimit-reset", "Thu, 01 Jan 2026 12:00:42 GMT"],
  ])("reads %s: %s as about 42 s", (name, value) => {
    const waitMs = retryAfterMs({ [name]: value }, nowMs) ?? Number.NaN;
    expect(Math.abs(waitMs - 42_000)).toBeLessThanOrEqual(500);
  });

  it("measures points in time against the server's Date, not against a local clock that is wrong", () => {
    const headers = { date: "Thu, 01 Jan 2026 12:00:00 GMT", "x-ratelimit-reset": String(laterMs / 1_000) };
    expect(retryAfterMs(headers, nowMs - 86_400_000)).toBe(42_000);
  });

  it("prefers Retry-After, and falls back when it is nonsense", () => {
    expect(retryAfterMs({ "retry-after": "1", "x-ratelimit-reset": "9" }, nowMs)).toBe(1_000);
    expect(retryAfterMs({ "retry-after": "soon", "x-ratelimit-reset": "9" }, nowMs)).toBe(9_000);
  });

  it("prefers the exact milliseconds that OpenAI tells, and falls back when they are nonsense", () => {
    expect(retryAfterMs({ "retry-after-ms": "1234", "retry-after": "2" }, nowMs)).toBe(1_234);
    expect(retryAfterMs({ "retry-after-ms": "-1", "retry-after": "2" }, nowMs)).toBe(2_000);
  });

  it("is undefined when nothing is told, and 0 for the past", () => {
    expect(retryAfterMs({}, nowMs)).toBeUndefined();
    expect(retryAfterMs({ "retry-after": " " }, nowMs)).toBeUndefined();
    expect(retryAfterMs({ "x-ratelimit-reset": String(nowMs - 1) }, nowMs)).toBe(0);
  });

  it("is undefined or a finite number that is not negative, for any text", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, date) => {
        for (const name of ["retry-after", "retry-after-ms", "x-ratelimit-reset"]) {
          const waitMs = retryAfterMs({ [name]: text, date }, nowMs);
          expect(waitMs === undefined || (Number.isFinite(waitMs) && waitMs >= 0)).toBe(true);
        }
      }),
    );
  });
});
