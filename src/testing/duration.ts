import { testingError } from "./errors.ts";

const unitsMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Milliseconds, or a text such as "90s", "15m", "72h", "3d". */
export type Duration = number | `${number}${keyof typeof unitsMs}`;

/** Throws `test_duration_invalid`. */
export function milliseconds(duration: Duration): number {
  const text = String(duration);
  const [, amount, unit = "ms"] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(text) ?? [];
  if (amount === undefined)
    throw testingError("test_duration_invalid", `expected milliseconds or a text such as "90s" or "72h", received "${text}"`, {
      received: text,
    });
  return Number(amount) * unitsMs[unit as keyof typeof unitsMs];
}
