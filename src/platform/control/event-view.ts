import { isoTime } from "../../base/clock.ts";
import type { DomainEvent } from "../market/domain-events.ts";

/** A domain event as the control plane shows it. */
export function eventView({ seq, timeMs, type, actor, orderId, orderNumber, data }: DomainEvent) {
  return {
    seq,
    time: isoTime(timeMs),
    type,
    actor,
    order_id: orderId ?? null,
    order_number: orderNumber ?? null,
    data,
  };
}
