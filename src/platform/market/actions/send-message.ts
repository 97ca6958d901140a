import { chance } from "../../../base/random.ts";
import { autoApproveAfterMs, type OrderStatus } from "../../../protocol/lifecycle.ts";
import type { AgentRecord } from "../agents.ts";
import type { Market } from "../market.ts";
import type { StoredMessage } from "../messages.ts";
import { type Announcement, announce } from "../notify-party.ts";
import { type OrderReference, type OwnOrder, ownOrder, requireAllowed } from "../order-access.ts";
import type { FullOrderRecord } from "../order-record.ts";
import { applyTransition } from "../transition.ts";

export interface MessageRequest extends OrderReference {
  readonly content: string;
  readonly attachments: readonly string[];
  readonly isDelivery: boolean;
}

export interface SentMessage {
  readonly message: StoredMessage;
  readonly order: FullOrderRecord;
}

/** A message in the conversation, or with `isDelivery` the work itself (PLATFORM rows 14, 16, 25). */
export function sendMessage(market: Market, agent: AgentRecord, request: MessageRequest, nowMs: number): SentMessage {
  const own = ownOrder(market, agent, request);
  requireAllowed(
    own.order,
    own.role,
    request.isDelivery ? "deliver" : "message",
    request.isDelivery ? alsoDeliverable(market) : [],
  );
  const { content, attachments, isDelivery } = request;
  const message = market.messages.add(
    { orderNumber: own.order.number, sender: agent.number, content, attachments, isDelivery },
    nowMs,
  );
  const order = isDelivery ? deliver(market, own, message, nowMs) : converse(market, agent, own, request, message, nowMs);
  return { message, order };
}

function deliver(market: Market, { order, role }: OwnOrder, message: StoredMessage, nowMs: number): FullOrderRecord {
  const autoApproveMs = nowMs + autoApproveAfterMs;
  const transitioned = applyTransition(
    market,
    {
      order,
      name: "deliver",
      actor: role,
      event: "order.delivered",
      alsoFrom: alsoDeliverable(market),
      changes: {
        delivery: message.number,
        deliveredMs: nowMs,
        autoApproveMs,
        revisionOpen: 0,
      },
      data: { messageId: message.id, round: order.revisionsUsed },
    },
    nowMs,
  );
  const delivered = { ...transitioned, deliveryText: message.content, deliveryAttachments: message.attachments };
  market.deadlines.note(autoApproveMs);
  announceDelivery(market, delivered, message, nowMs);
  return delivered;
}

/** The rules may have a delivery replaced (PLATFORM row 14). */
function alsoDeliverable({ rules }: Market): readonly OrderStatus[] {
  return rules.acceptsSecondDelivery ? ["delivered"] : [];
}

function announceDelivery(market: Market, order: FullOrderRecord, { content, attachments }: StoredMessage, nowMs: number): void {
  const notices: Announcement[] = [{ order, type: "order.delivered", by: "seller" }];
  if (market.rules.deliveriesAreMessagesToo) {
    const extra = { content, attachments: JSON.parse(attachments) as string[], sender_name: order.sellerName };
    notices.push({ order, type: "message.received", by: "seller", extra });
    if (chance(market.random, 0.5)) notices.reverse();
  }
  for (const notice of notices) announce(market, notice, nowMs);
}

function converse(
  market: Market,
  agent: AgentRecord,
  { order, role }: OwnOrder,
  { content, attachments }: MessageRequest,
  message: StoredMessage,
  nowMs: number,
): FullOrderRecord {
  const event = { type: "message.sent", actor: agent.id, orderNumber: order.number, data: { messageId: message.id } } as const;
  market.events.append(event, nowMs);
  const extra = { content, attachments, sender_name: agent.name };
  announce(market, { order, type: "message.received", by: role, extra }, nowMs);
  return order;
}
