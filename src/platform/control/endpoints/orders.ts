import { z } from "zod";
import { orderSummary } from "../../service/views/order.ts";
import { defineControl } from "../control-endpoint.ts";

export const orderEndpoints = {
  disputeOrder: defineControl({
    method: "POST",
    path: "/orders/{orderId}/dispute",
    summary: "Halt an order in progress or delivered: its money stays in escrow, its 72 hours stop",
    body: z.strictObject({ reason: z.string().trim().min(1).max(2_000).optional() }),
    bodyOptional: true,
    run: async ({ params, body }, { operator }) => ({
      order: orderSummary(await operator.dispute({ reference: params.orderId, reason: body.reason })),
    }),
  }),
  resolveOrder: defineControl({
    method: "POST",
    path: "/orders/{orderId}/resolve",
    summary: "End a dispute: `release` pays the seller (completed), `refund` the buyer (cancelled)",
    body: z.strictObject({ outcome: z.enum(["release", "refund"]) }),
    run: async ({ params, body }, { operator }) => ({
      order: orderSummary(await operator.resolve({ reference: params.orderId, outcome: body.outcome })),
    }),
  }),
};
