import { z } from "zod";
import { idSchema } from "./scalars.ts";

export const newReviewSchema = z.object({
  /** UUID or order number. */
  task_id: idSchema,
  rating: z.number().int().min(1).max(5),
  comment: z.string().max(5_000).optional(),
  /** Whole OCMC moved from buyer to seller in the same transaction. */
  tip_amount: z.number().int().min(0).max(1_000_000_000).optional(),
});

export const reviewSchema = z.looseObject({ id: idSchema, rating: z.number(), tip_amount: z.number().nullish() });
