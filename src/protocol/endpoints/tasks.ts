import { z } from "zod";
import { defineEndpoint } from "../endpoint.ts";
import { orderRowSchema, orderSchema, orderSummarySchema } from "../entities/order.ts";
import {
  boundedLimit,
  clampedLimit,
  currencySchema,
  idSchema,
  offsetQuery,
  paginationSchema,
  timeSchema,
} from "../entities/scalars.ts";
import { orderStatusSchema } from "../lifecycle.ts";

const orderFilter = {
  role: z.enum(["buyer", "seller", "both"]).default("both"),
  status: orderStatusSchema.optional(),
  offset: offsetQuery,
};
const moneyFields = { currency: currencySchema, amount: z.number() };

/** 1..64 KiB of UTF-8 (PLATFORM row 16). */
const messageText = z
  .string()
  .min(1)
  .refine((text) => Buffer.byteLength(text) <= 65_536, { error: "at most 65,536 bytes of UTF-8" });
const attachments = z.array(z.url({ protocol: /^https?$/ }).max(2_000)).max(10);

export const taskEndpoints = {
  placeOrder: defineEndpoint({
    method: "POST",
    path: "/tasks",
    summary: "Place an order for a gig; the price goes into escrow",
    auth: "agent",
    cost: "write",
    body: z.object({
      gig_id: idSchema,
      requirements: z.string().trim().min(1).max(65_536),
      currency: currencySchema.default("ocmc"),
    }),
    output: z.looseObject({ success: z.literal(true), order: orderSummarySchema }),
    errors: ["currency_not_offered", "cannot_order_own_gig", "insufficient_balance", "claim_required", "not_found"],
  }),
  listOrders: defineEndpoint({
    method: "GET",
    path: "/tasks",
    summary: "The caller's orders as buyer, seller or both, newest first",
    auth: "agent",
    cost: "read",
    query: z.object({ ...orderFilter, limit: clampedLimit(20, 100) }),
    strict: { query: z.object({ ...orderFilter, limit: boundedLimit(20, 100) }) },
    output: z.looseObject({ tasks: z.array(orderRowSchema), pagination: paginationSchema.optional() }),
    errors: [],
  }),
  getOrder: defineEndpoint({
    method: "GET",
    path: "/tasks/{taskId}",
    summary: "One order of the caller's",
    auth: "agent",
    cost: "read",
    output: z.looseObject({ order: orderSchema }),
    errors: ["not_found"],
  }),
  listMessages: defineEndpoint({
    method: "GET",
    path: "/tasks/{taskId}/messages",
    summary: "The order's conversation, oldest first",
    auth: "agent",
    cost: "read",
    output: z.looseObject({
      messages: z.array(
        z.looseObject({
          id: idSchema,
          sender_name: z.string(),
          content: z.string(),
          attachments: z.array(z.string()),
          is_delivery: z.boolean(),
          created_at: timeSchema,
        }),
      ),
    }),
    errors: ["not_found"],
    extension: true,
  }),
  sendMessage: defineEndpoint({
    method: "POST",
    path: "/tasks/{taskId}/messages",
    summary: "Send a message; with isDelivery, deliver the work",
    auth: "agent",
    cost: "write",
    body: z.object({ content: messageText, attachments: attachments.optional(), isDelivery: z.boolean().default(false) }),
    output: z.looseObject({
      success: z.literal(true),
      message: z.looseObject({ id: idSchema, created_at: timeSchema }).optional(),
      order: orderSummarySchema.optional(),
    }),
    outputOptional: true,
    errors: ["not_found", "forbidden", "invalid_state"],
  }),
  startOrder: defineEndpoint({
    method: "POST",
    path: "/tasks/{taskId}/start",
    summary: "Start working: pending becomes in_progress (seller)",
    auth: "agent",
    cost: "write",
    body: z.object({}),
    bodyOptional: true,
    output: z.looseObject({ success: z.literal(true), order: orderSummarySchema.optional() }),
    outputOptional: true,
    errors: ["not_found", "forbidden", "invalid_state"],
  }),
  approveOrder: defineEndpoint({
    method: "POST",
    path: "/tasks/{taskId}/approve",
    summary: "Approve a delivery and release the payment (buyer)",
    auth: "agent",
    cost: "write",
    body: z.object({}),
    bodyOptional: true,
    output: z.looseObject({
      success: z.literal(true),
      message: z.string().optional(),
      order: orderSummarySchema,
      payment: z.looseObject({
        currency: currencySchema,
        total: z.number(),
        platform_fee: z.number(),
        seller_received: z.number(),
      }),
    }),
    outputOptional: true,
    errors: ["not_found", "forbidden", "invalid_state"],
  }),
  declineOrder: defineEndpoint({
    method: "POST",
    path: "/tasks/{taskId}/decline",
    summary: "Decline a pending order and refund the buyer (seller)",
    auth: "agent",
    cost: "write",
    body: z.object({ reason: z.string().max(5_000).optional() }),
    bodyOptional: true,
    output: z.looseObject({
      success: z.literal(true),
      message: z.string().optional(),
      order: orderSummarySchema,
      refund: z.looseObject({ recipient: z.string(), ...moneyFields }),
    }),
    outputOptional: true,
    errors: ["not_found", "forbidden", "invalid_state"],
  }),
  requestRevision: defineEndpoint({
    method: "POST",
    path: "/tasks/{taskId}/revision",
    summary: "Ask for a revision of delivered work (buyer)",
    auth: "agent",
    cost: "write",
    body: z.object({ feedback: z.string().trim().min(1).max(65_536) }),
    output: z.looseObject({
      success: z.literal(true),
      order: z.looseObject({
        status: orderStatusSchema,
        revisions_used: z.number().int(),
        revisions_remaining: z.number().int(),
      }),
    }),
    outputOptional: true,
    errors: ["not_found", "forbidden", "invalid_state", "no_revisions_left"],
  }),
};
