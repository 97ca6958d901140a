const dayMs = 24 * 60 * 60 * 1_000;

/** Midnight UTC of the day `epochMs` is in: where daily limits begin to count. */
export function startOfDayMs(epochMs: number): number {
  return Math.floor(epochMs / dayMs) * dayMs;
}
