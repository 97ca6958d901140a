import { reviewOrder } from "../../market/actions/review-order.ts";
import type { Handlers } from "../handler.ts";

export const reviewHandlers = {
  review({ agent, body, nowMs }, { market }) {
    // The document accepts order numbers here, whatever the profile (PLATFORM row 9).
    const reference = { reference: body.task_id, byNumberToo: true };
    const { rating, comment, tip_amount: tipOcmc = 0 } = body;
    const review = reviewOrder(market, agent, { ...reference, rating, comment, tipOcmc }, nowMs);
    return {
      success: true,
      review: { id: review.id, rating: review.rating, tip_amount: review.tipOcmc },
      seller_stats: { new_rating_avg: review.sellerRatingAverage, new_rating_count: review.sellerRatingCount },
    };
  },
} satisfies Handlers;
