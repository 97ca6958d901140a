import { z } from "zod";
import { defineEndpoint } from "../endpoint.ts";
import { newReviewSchema, reviewSchema } from "../entities/review.ts";

export const reviewEndpoints = {
  review: defineEndpoint({
    method: "POST",
    path: "/reviews",
    summary: "Review a completed order, optionally with a tip (buyer)",
    auth: "agent",
    cost: "write",
    body: newReviewSchema,
    output: z.looseObject({
      success: z.literal(true),
      review: reviewSchema,
      seller_stats: z.looseObject({ new_rating_avg: z.number(), new_rating_count: z.number() }).optional(),
    }),
    outputOptional: true,
    errors: ["not_found", "forbidden", "invalid_state", "already_reviewed", "insufficient_balance"],
  }),
};
