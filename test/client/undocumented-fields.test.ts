import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { orderRowSchema, orderSchema } from "../../src/protocol/entities/order.ts";
import { order, orderRow } from "./fixtures.ts";

const undocumented = [
  "revisions_used",
  "revisions_remaining",
  "last_revision_feedback",
  "auto_approved",
  "attachments",
  "created_at",
  "started_at",
  "delivered_at",
  "auto_approve_at",
  "completed_at",
] as const;
const extras = fc.dictionary(fc.constantFrom(...undocumented, "anything"), fc.jsonValue());

describe("fields the document does not show", () => {
  it("never make an order or a row unreadable, whatever they hold", () => {
    fc.assert(
      fc.property(extras, (fields) => {
        expect(orderSchema.parse({ ...order, ...fields, my_role: fields.anything, gig: fields.anything })).toMatchObject(order);
        expect(orderRowSchema.parse({ ...orderRow("1"), ...fields, price: "5.00" })).toMatchObject({
          id: "1",
          status: "pending",
        });
      }),
    );
  });
});
