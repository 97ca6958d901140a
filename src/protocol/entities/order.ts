import { z } from "zod";
import { orderStatusSchema, roleSchema } from "../lifecycle.ts";
import { currencySchema, idSchema, timeSchema } from "./scalars.ts";

const partySchema = z.looseObject({ id: idSchema.optional().catch(undefined), name: z.string().optional().catch(undefined) });
const gigSchema = z.looseObject({ id: idSchema.optional().catch(undefined), title: z.string().optional().catch(undefined) });

/**
 * Fields the document does not show (PLATFORM row 20). Servers may leave any of them out or mean something else by the name: what is of
 * the wrong type counts as absent, since one such field must not make an order unreadable.
 */
const undocumented = {
  currency: currencySchema.optional().catch(undefined),
  price: z.number().optional().catch(undefined),
  revisions_used: z.number().int().optional().catch(undefined),
  revisions_remaining: z.number().int().optional().catch(undefined),
  last_revision_feedback: z.string().nullish().catch(undefined),
  auto_approved: z.boolean().optional().catch(undefined),
  attachments: z.array(z.string()).optional().catch(undefined),
  created_at: timeSchema.optional().catch(undefined),
  started_at: timeSchema.nullish().catch(undefined),
  delivered_at: timeSchema.nullish().catch(undefined),
  auto_approve_at: timeSchema.nullish().catch(undefined),
  completed_at: timeSchema.nullish().catch(undefined),
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
  gig: gigSchema,
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
  my_role: roleSchema.optional().catch(undefined),
  buyer: partySchema.optional().catch(undefined),
  seller: partySchema.optional().catch(undefined),
  gig: gigSchema.optional().catch(undefined),
});
export type Order = z.output<typeof orderSchema>;

/** What the action endpoints answer about an order. */
export const orderSummarySchema = z.looseObject({ id: idSchema, order_number: z.string(), status: orderStatusSchema });
