import { z } from "zod";

/** Ids are UUIDs on the reference server; clients treat them as opaque. */
export const idSchema = z.string().min(1).max(200);

/** ISO 8601 UTC (PLATFORM row 41). */
export const timeSchema = z.string().min(1);

export const currencySchema = z.enum(["ocmc", "usd"]);
export type Currency = z.output<typeof currencySchema>;

/** Offset pagination as the document shows it; `count` = rows on this page (PLATFORM row 19). */
export const paginationSchema = z.looseObject({ limit: z.number(), offset: z.number(), count: z.number() });

// Digits only: coercion would read "" and " " as 0 and "0x10" as 16.
const integerText = z
  .union(
    [
      z.number(),
      z
        .string()
        .regex(/^-?\d+$/)
        .transform(Number),
    ],
    { error: "expected an integer" },
  )
  .pipe(z.number().int());

/** `?limit=`: out-of-range values are clamped. */
export function clampedLimit(standard: number, maximum: number) {
  return integerText
    .transform((limit) => Math.min(Math.max(limit, 1), maximum))
    .default(standard)
    .meta({
      type: "integer",
      description: `Rows on a page, 1 to ${maximum} (${standard} when absent); what lies outside is clamped`,
    });
}

/** `?limit=` of the strict profile: out-of-range values are refused. */
export function boundedLimit(standard: number, maximum: number) {
  return integerText
    .pipe(z.number().min(1).max(maximum))
    .default(standard)
    .meta({ type: "integer", minimum: 1, maximum, description: `Rows on a page; ${standard} when absent` });
}

export const offsetQuery = integerText
  .pipe(z.number().min(0).max(Number.MAX_SAFE_INTEGER))
  .default(0)
  .meta({ type: "integer", minimum: 0, description: "Rows to leave out; 0 when absent" });

/** `?flag=true|false`. */
export function booleanQuery(standard: boolean) {
  return z
    .union([z.boolean(), z.enum(["true", "false"]).transform((text) => text === "true")])
    .default(standard)
    .meta({ type: "boolean", description: `${standard} when absent` });
}
