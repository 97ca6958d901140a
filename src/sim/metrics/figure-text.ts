import type { FigureUnit } from "./figure.ts";

/** A figure for people; "–" for what a run does not have. At most 12 characters for anything a market can hold. */
export function figureText(value: number | null, unit: FigureUnit): string {
  if (value === null) return "–";
  switch (unit) {
    case "count":
      return grouped(value, Number.isInteger(value) ? 0 : 1);
    case "share":
      return `${grouped(value * 100, 1)} %`;
    case "ms":
      return lapseText(value);
    case "ocmc":
      return grouped(value, Number.isInteger(value) ? 0 : 2);
    case "usd":
      return `$${grouped(value, Math.abs(value) < 10 ? 4 : 2)}`;
    case "number":
      return grouped(value, 3);
  }
}

/** "250 ms", "2.4 s", "12.0 min", "3.4 h", "4.2 d". */
export function lapseText(ms: number): string {
  const size = Math.abs(ms);
  if (size < 1_000) return `${grouped(ms, 0)} ms`;
  if (size < 60_000) return `${grouped(ms / 1_000, 1)} s`;
  if (size < 3_600_000) return `${grouped(ms / 60_000, 1)} min`;
  return size < 48 * 3_600_000 ? `${grouped(ms / 3_600_000, 1)} h` : `${grouped(ms / 86_400_000, 1)} d`;
}

function grouped(value: number, digits: number): string {
  return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
