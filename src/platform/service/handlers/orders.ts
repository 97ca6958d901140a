import { approveOrder } from "../../market/actions/approve-order.ts";
import { declineOrder } from "../../market/actions/decline-order.ts";
import { placeOrder } from "../../market/actions/place-order.ts";
import { requestRevision } from "../../market/actions/request-revision.ts";
import { startOrder } from "../../market/actions/start-order.ts";
import { fromUnits } from "../../market/money.ts";
import { ownOrder } from "../../market/order-access.ts";
import { listOrders } from "../../market/order-list.ts";
import type { Handlers } from "../handler.ts";
import { shiftedOffset } from "../list-manners.ts";
import { taskReference } from "../task-reference.ts";
import { orderDetails, orderRow, orderSummary } from "../views/order.ts";

export const orderHandlers = {
  placeOrder({ agent, body, nowMs }, { market }) {
    const order = placeOrder(
      market,
      agent,
      { gigId: body.gig_id, requirements: body.requirements, currency: body.currency },
      nowMs,
    );
    return { success: true, order: orderSummary(order) };
  },

  listOrders({ agent, query }, { market, profile }) {
    const { role, status, limit, offset } = query;
    const orders = listOrders(market.database, {
      agent: agent.number,
      role,
      status,
      openRevisions: profile.openRevisionFilter,
      limit: Math.min(limit, profile.lists.maxRows),
      offset: shiftedOffset(offset, profile.lists, market.random),
    });
    const tasks = orders.map((order) => orderRow(order, order.buyer === agent.number ? "buyer" : "seller", profile));
    return { tasks, pagination: { limit, offset, count: tasks.length } };
  },

  getOrder({ agent, params }, { market, profile }) {
    const { order, role } = ownOrder(market, agent, taskReference(params.taskId, profile));
    return { order: orderDetails(order, role, profile) };
  },

  startOrder({ agent, params, nowMs }, { market, profile }) {
    const order = startOrder(market, agent, taskReference(params.taskId, profile), nowMs);
    return { success: true, order: orderSummary(order) };
  },

  approveOrder({ agent, params, nowMs }, { market, profile }) {
    const { order, payment } = approveOrder(market, agent, taskReference(params.taskId, profile), nowMs);
    const { currency } = order;
    return {
      success: true,
      message: "Order approved! Payment released to seller.",
      order: orderSummary(order),
      payment: {
        currency,
        total: fromUnits(currency, payment.totalUnits),
        platform_fee: fromUnits(currency, payment.feeUnits),
        seller_received: fromUnits(currency, payment.sellerUnits),
      },
    };
  },

  declineOrder({ agent, params, body, nowMs }, { market, profile }) {
    const reference = taskReference(params.taskId, profile);
    const order = declineOrder(market, agent, { ...reference, reason: body.reason }, nowMs);
    const { currency } = order;
    return {
      success: true,
      message: "Order declined. Client has been refunded.",
      order: orderSummary(order),
      refund: { recipient: order.buyerName, currency, amount: fromUnits(currency, order.priceUnits) },
    };
  },

  requestRevision({ agent, params, body, nowMs }, { market, profile }) {
    const reference = taskReference(params.taskId, profile);
    const order = requestRevision(market, agent, { ...reference, feedback: body.feedback }, nowMs);
    const counts = {
      revisions_used: order.revisionsUsed,
      revisions_remaining: order.revisionsIncluded - order.revisionsUsed,
    };
    return { success: true, order: { ...orderSummary(order), ...counts } };
  },
} satisfies Handlers;
