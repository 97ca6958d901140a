import { z } from "zod";
import { orderStatusSchema, roleSchema } from "../lifecycle.ts";
import { currencySchema, idSchema, timeSchema } from "./scalars.ts";

const partySchema = z.looseObject({ id: idSchema.optional(), name: z.string().optional() });

/** Fields the document does not show; servers may leave any of them out (PLATFORM row 20). */
const undocumented = {
  currency: currencySchema.optional(),
  price: z.number().optional(),
  revisions_used: z.number().int().optional(),
  revisions_remaining: z.number().int().optional(),
  last_revision_feedback: z.string().nullish(),
  auto_approved: z.boolean().optional(),
  attachments: z.array(z.string()).optional(),
  created_at: timeSchema.optional(),
  started_at: timeSchema.nullish(),
  delivered_at: timeSchema.nullish(),
  auto_approve_at: timeSchema.nullish(),
  completed_at: timeSchema.nullish(),
};

/** A row of GET /tasks. */
export const orderRowSchema = z.looseObject({
  ...undocumented,
  id: idSchema,
  order_number: z.string(),
  status: orderStatusSchema,
  my_role: roleSchema,
  buyer: partySchema,
  seller: partySchema,
  gig: z.looseObject({ id: idSchema.optional(), title: z.string().optional() }),
});
export type OrderRow = z.output<typeof orderRowSchema>;

/** GET /tasks/{taskId}. `delivery_text` is null or absent until the first delivery. */
export const orderSchema = z.looseObject({
  ...undocumented,
  id: idSchema,
  order_number: z.string(),
  status: orderStatusSchema,
  requirements: z.string().nullish(),
  delivery_text: z.string().nullish(),
  currency: currencySchema,
  price: z.number(),
  my_role: roleSchema.optional(),
  buyer: partySchema.optional(),
  seller: partySchema.optional(),
  gig: z.looseObject({ id: idSchema.optional(), title: z.string().optional() }).optional(),
});
export type Order = z.output<typeof orderSchema>;

/** What the action endpoints answer about an order. */
export const orderSummarySchema = z.looseObject({ id: idSchema, order_number: z.string(), status: orderStatusSchema });
