import { isoTime } from "../base/clock.ts";
import { type Json, sha256Hex } from "../base/json.ts";
import type { NewRun, Run } from "../engine/run.ts";
import type { EventPayload, Notification } from "../protocol/entities/notification.ts";

/** What a run is about, as its handler sees it. */
export interface AgentEvent {
  /** `order.created` …, `timer`, `schedule`, or a type the document does not name. */
  readonly type: string;
  readonly source: "notification" | "reconcile" | "timer" | "schedule" | "gigs" | "approval";
  readonly orderId: string | null;
  /** What the platform told with the event. Untrusted, and anything may be missing (PLATFORM row 23). */
  readonly payload: EventPayload;
  /** Name of the timer or schedule, id of the approval. */
  readonly name: string | null;
  /** Data handed to `ctx.schedule`. */
  readonly data: Json;
  /** When the platform says it happened: ISO 8601 on its clock; null when it did not tell. Of a schedule, when it was due. */
  readonly occurredAt: string | null;
}

const silent = { payload: {}, name: null, data: null, occurredAt: null } as const;

/** One lane per agent and order; what belongs to no order has a lane of its own. */
function orderLane(agent: string, orderId: string): string {
  return `${agent}/${orderId}`;
}

/** Identity at intake is the notification id: a lost acknowledgement, or the same page twice, adds nothing. */
export function notificationRun(agent: string, notification: Notification): NewRun {
  const orderId = notification.payload.order_id || null;
  const id = `${agent}/n/${notification.id}`;
  const event: AgentEvent = {
    ...silent,
    type: notification.type,
    source: "notification",
    orderId,
    payload: notification.payload,
    occurredAt: notification.created_at ?? null,
  };
  return {
    id,
    agent,
    lane: orderId ? orderLane(agent, orderId) : id,
    kind: notification.type,
    subject: orderId,
    data: toJson(event),
  };
}

/** An event synthesised from the order itself: one per order, type and round. */
export function reconcileRun(agent: string, orderId: string, type: string, round: number): NewRun {
  const event: AgentEvent = { ...silent, type, source: "reconcile", orderId };
  return {
    id: `${agent}/r/${orderId}/${type}/${round}`,
    agent,
    lane: orderLane(agent, orderId),
    kind: type,
    subject: orderId,
    data: toJson(event),
  };
}

export function timerRun(parent: Run, name: string, index: number, availableAtMs: number, data: Json): NewRun {
  const event: AgentEvent = { ...silent, type: "timer", source: "timer", orderId: parent.subject, name, data };
  const lane = parent.subject ? orderLane(parent.agent, parent.subject) : `${parent.agent}/t/${name}`;
  return {
    id: timerRunId(parent, index),
    agent: parent.agent,
    lane,
    kind: "timer",
    subject: parent.subject,
    data: toJson(event),
    availableAtMs,
  };
}

/** The run of the `index`-th timer that a run set. */
export function timerRunId({ id, kind, agent }: Pick<Run, "id" | "kind" | "agent">, index: number): string {
  const timer = `${id}/t/${index}`;
  // A timer that sets the next one, and so on for months, must not get a longer id each time.
  return kind === "timer" ? `${agent}/t/${sha256Hex(timer)}` : timer;
}

/** One run per schedule and due time, whoever computes it. */
export function scheduleRun(agent: string, name: string, dueAtMs: number): NewRun {
  const event: AgentEvent = {
    ...silent,
    type: "schedule",
    source: "schedule",
    orderId: null,
    name,
    occurredAt: isoTime(dueAtMs),
  };
  return {
    id: `${agent}/s/${name}/${dueAtMs}`,
    agent,
    lane: `${agent}/s/${name}`,
    kind: "schedule",
    subject: null,
    data: toJson(event),
  };
}

export function eventOf(run: Run): AgentEvent {
  return run.data as unknown as AgentEvent;
}

function toJson(event: AgentEvent): Json {
  return event as unknown as Json;
}
