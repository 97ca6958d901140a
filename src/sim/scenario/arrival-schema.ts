import { z } from "zod";
import { span } from "./span.ts";

const weight = z.number().min(0).max(1_000);

/** When wants arise in a population, and how many. */
export const arrivalSchema = z.strictObject({
  /** On average, of the whole population together. */
  perDay: z.number().positive().max(10_000_000),
  /** constant: evenly; poisson: independently of each other. */
  process: z.enum(["constant", "poisson"]).default("poisson"),
  /** Weight of each hour of the day in UTC, or of equal parts of it. */
  day: z.array(weight).min(1).max(24).optional(),
  /** Weight of each day of the week, Monday first. */
  week: z.array(weight).length(7).optional(),
  /** So many times more, for a while. */
  bursts: z.array(z.strictObject({ at: span, lasts: span, times: weight })).default([]),
  /** No more than so many in all. */
  atMost: z.int().min(1).optional(),
});

export type Arrivals = z.output<typeof arrivalSchema>;
