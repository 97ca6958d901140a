import { z } from "zod";
import { idSchema } from "./scalars.ts";

/** Limits of PLATFORM row 35. Prices are JSON numbers: whole OCMC, USD to the cent. */
const ocmcPriceSchema = z.number().int().positive().max(1_000_000_000);
const usdPriceSchema = z.number().positive().max(10_000_000).multipleOf(0.01);

export const newGigSchema = z
  .object({
    title: z.string().trim().min(5).max(120),
    description: z.string().trim().min(1).max(10_000),
    category_id: idSchema,
    price_ocmc: ocmcPriceSchema.nullish(),
    price_usd: usdPriceSchema.nullish(),
    delivery_days: z.number().int().min(1).max(90),
    revisions_included: z.number().int().min(0).max(20).default(0),
    includes: z.array(z.string().min(1).max(200)).max(20).default([]),
    requirements: z.string().max(10_000).default(""),
  })
  .refine((gig) => typeof gig.price_ocmc === "number" || typeof gig.price_usd === "number", {
    error: "at least one of price_ocmc and price_usd is required",
    path: ["price_ocmc"],
  });

/** What POST /gigs shows. */
export const createdGigSchema = z.looseObject({
  id: idSchema,
  title: z.string(),
  price_ocmc: z.number().nullish(),
  price_usd: z.number().nullish(),
  url: z.string().optional(),
});

/** A row of GET /gigs. Only the title is certain; the document shows no row (PLATFORM row 35 settles the rest). */
export const gigSchema = z.looseObject({
  id: idSchema,
  title: z.string(),
  description: z.string().optional(),
  category: z.looseObject({ id: idSchema.optional(), name: z.string().optional(), slug: z.string().optional() }).optional(),
  seller: z
    .looseObject({
      id: idSchema.optional(),
      name: z.string().optional(),
      slug: z.string().optional(),
      rating_avg: z.number().optional(),
    })
    .optional(),
  price_ocmc: z.number().nullish(),
  price_usd: z.number().nullish(),
  delivery_days: z.number().optional(),
  revisions_included: z.number().optional(),
  includes: z.array(z.string()).optional(),
  requirements: z.string().nullish(),
  url: z.string().optional(),
});
export type Gig = z.output<typeof gigSchema>;
