import { approve } from "../actions/approve.ts";
import { decline } from "../actions/decline.ts";
import { deliver } from "../actions/deliver.ts";
import { message } from "../actions/message.ts";
import type { ActionScope } from "../actions/order-action.ts";
import { requestRevision } from "../actions/request-revision.ts";
import { review } from "../actions/review.ts";
import { start } from "../actions/start.ts";
import { briefText } from "../brief.ts";
import type { Execution } from "../execution.ts";
import { deliveryHash } from "../order-reading.ts";
import { messagesUpTo } from "../received-messages.ts";
import type { TakenOrder } from "../take-up.ts";
import { createAgentContext } from "./create-agent-context.ts";
import type { BuyerContext, OrderContext, SellerContext } from "./order-context.ts";

/** The context of one party of one order, as the dispatch recorded it. */
export function createOrderContext(execution: Execution, taken: TakenOrder): SellerContext | BuyerContext {
  const { order, role } = taken;
  const scope: ActionScope = { execution, order, role, ours: order.status, seenDelivery: deliveryHash(order.delivery_text) };
  const shared = sharedContext(scope, taken);
  if (role === "buyer") {
    return {
      ...shared,
      role,
      approve: () => approve(scope),
      requestRevision: (feedback) => requestRevision(scope, feedback),
      review: (options) => review(scope, options),
    };
  }
  return { ...shared, role, ...sellerActions(scope) };
}

function sharedContext(scope: ActionScope, { knownUpTo, messagesSent = 0 }: TakenOrder): Omit<OrderContext, "role"> {
  const { execution, order } = scope;
  const messages = messagesUpTo(execution.engine, execution.run, knownUpTo);
  const attachments = [...(order.attachments ?? []), ...messages.flatMap((received) => received.attachments)];
  return {
    ...createAgentContext(execution),
    order,
    messages,
    messagesSent,
    attachments,
    brief: () => briefText({ requirements: order.requirements, messages, attachments }, execution.random),
    message: (text, options) => message(scope, text, options),
  };
}

function sellerActions(scope: ActionScope): Pick<SellerContext, "start" | "deliver" | "decline"> {
  let started: ReturnType<typeof start> | undefined;
  const startOnce = () => {
    started ??= start(scope);
    return started;
  };
  return {
    start: startOnce,
    deliver: async (text, options) => {
      if (scope.order.status === "revision_requested") await startOnce();
      return deliver(scope, text, options);
    },
    decline: (reason) => decline(scope, reason),
  };
}
