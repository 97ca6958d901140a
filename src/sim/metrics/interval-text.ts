import type { FigureUnit } from "./figure.ts";
import { figureText } from "./figure-text.ts";
import type { Interval } from "./interval.ts";

/** "87.3 ± 1.2 %", "1.1 h ± 6.7 min"; without "±" where one run tells nothing of the spread, "–" where there is no value. */
export function intervalText(interval: Interval | null, unit: FigureUnit): string {
  if (interval === null) return "–";
  const { mean, plusMinus } = interval;
  const text = figureText(mean, unit);
  if (plusMinus === null) return text;
  const spread = figureText(plusMinus, unit);
  // 80 columns have no room for the same sign twice.
  const [sign] = / \S+$/.exec(spread) ?? [];
  return `${sign !== undefined && text.endsWith(sign) ? text.slice(0, -sign.length) : text} ± ${spread}`;
}

/** The same of a difference: with its sign. */
export function differenceText(interval: Interval | null, unit: FigureUnit): string {
  const text = intervalText(interval, unit);
  return interval !== null && interval.mean > 0 ? `+${text}` : text;
}
