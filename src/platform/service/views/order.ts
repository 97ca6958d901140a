import { isoTime } from "../../../base/clock.ts";
import type { Role } from "../../../protocol/lifecycle.ts";
import { fromUnits } from "../../market/money.ts";
import { type FullOrderRecord, type OrderRecord, orderNumberText } from "../../market/order-record.ts";
import type { Profile } from "../profile.ts";

type View = Readonly<Record<string, unknown>>;

/** What actions answer. */
export function orderSummary(order: OrderRecord): View {
  return { id: order.id, order_number: orderNumberText(order.number), status: order.status };
}

/** A row of GET /tasks. */
export function orderRow(order: OrderRecord, role: Role, profile: Profile): View {
  const documented = {
    ...orderSummary(order),
    my_role: role,
    buyer: { name: order.buyerName },
    seller: { name: order.sellerName },
    gig: { title: order.gigTitle },
  };
  if (!profile.supersetFields) return documented;
  return {
    ...documented,
    currency: order.currency,
    price: fromUnits(order.currency, order.priceUnits),
    ...superset(order, role),
  };
}

/** GET /tasks/{taskId}. */
export function orderDetails(order: FullOrderRecord, role: Role, profile: Profile): View {
  const documented = {
    ...orderSummary(order),
    requirements: order.requirements,
    delivery_text: order.deliveryText,
    currency: order.currency,
    price: fromUnits(order.currency, order.priceUnits),
  };
  return profile.supersetFields ? { ...documented, ...superset(order, role) } : documented;
}

/** PLATFORM rows 11, 12, 20. */
function superset(order: OrderRecord, role: Role): View {
  return {
    my_role: role,
    gig: { id: order.gigId, title: order.gigTitle },
    buyer: { id: order.buyerId, name: order.buyerName },
    seller: { id: order.sellerId, name: order.sellerName },
    revisions_used: order.revisionsUsed,
    revisions_remaining: order.revisionsIncluded - order.revisionsUsed,
    last_revision_feedback: order.revisionFeedback,
    auto_approved: order.autoApproved === 1,
    attachments: order.deliveryAttachments === null ? [] : (JSON.parse(order.deliveryAttachments) as string[]),
    created_at: isoTime(order.createdMs),
    started_at: optionalTime(order.startedMs),
    delivered_at: optionalTime(order.deliveredMs),
    auto_approve_at: optionalTime(order.autoApproveMs),
    completed_at: optionalTime(order.completedMs),
  };
}

function optionalTime(epochMs: number | null): string | null {
  return epochMs === null ? null : isoTime(epochMs);
}
