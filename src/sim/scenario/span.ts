import { z } from "zod";
import { readDuration } from "../../base/duration.ts";

const longestMs = 366 * 86_400_000;

/** A length of time as people write it, in milliseconds: `90s`, `15m`, `72h`, `30d`. */
export const span = z
  .union([z.string(), z.number()], { error: "expected a duration such as 90s, 15m, 72h or 30d" })
  .transform((text, context) => {
    const readMs = readDuration(text);
    if (readMs !== undefined && readMs <= longestMs) return Math.round(readMs);
    context.addIssue({ code: "custom", message: "expected a duration such as 90s, 15m, 72h or 30d, a year at most" });
    return z.NEVER;
  });

/** Between two things that happen again and again: where no time passes between them, none ever does. */
export const interval = span.refine((ms) => ms >= 1_000, { error: "expected a duration of at least 1s" });

export const share = z.number().min(0).max(1);
