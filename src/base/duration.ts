const unitsMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Milliseconds, or a text such as "90s", "15m", "72h", "3d". */
export type Duration = number | `${number}${keyof typeof unitsMs}`;

/** In milliseconds; undefined when it is no duration. */
export function readDuration(duration: string | number): number | undefined {
  const [, amount, unit = "ms"] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(String(duration)) ?? [];
  return amount === undefined ? undefined : Number(amount) * unitsMs[unit as keyof typeof unitsMs];
}
