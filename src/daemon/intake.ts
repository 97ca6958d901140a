import { messageOf } from "../base/errors.ts";
import type { Logger } from "../base/logger.ts";
import type { Engine } from "../engine/engine.ts";
import type { Notification } from "../protocol/entities/notification.ts";
import type { AgentInstance } from "../runtime/agent-instance.ts";
import { notificationRun } from "../runtime/event.ts";
import { handlerOf, noHandler } from "../runtime/handler-of.ts";
import type { Acknowledgements } from "./acknowledgements.ts";
import type { PageCap } from "./page-cap.ts";
import type { UnusableRows } from "./unusable-rows.ts";

export interface IntakeOptions {
  readonly agent: Pick<AgentInstance, "name" | "client">;
  readonly engine: Pick<Engine, "submit" | "dismiss">;
  /** The agent's code of now. */
  readonly definition: () => Pick<AgentInstance["definition"], "handlers">;
  readonly acknowledgements: Acknowledgements;
  readonly pages: PageCap;
  readonly unusable: UnusableRows;
  readonly log: Logger;
  /** Adds what is known of a notification from elsewhere; it stays the same event. */
  readonly complete?: (notification: Notification) => Notification;
}

const pageLimit = 100;

/**
 * Unread notifications → durable runs → acknowledgement by id, in this order, page after page, without a cursor. A full page is acknowledged at
 * once; the rest of it waits for the next flush. Answers how many were new. Rejects when a page cannot be read; what was committed
 * before stays.
 */
export async function takeIn(options: IntakeOptions, signal: AbortSignal): Promise<number> {
  const { agent, acknowledgements, pages, log } = options;
  for (let taken = 0; ; ) {
    const { notifications } = await agent.client.listNotifications({ unread: true, limit: pageLimit }, { signal });
    const usable = notifications.filter((notification) => notification.id !== "");
    const unusable = notifications.length - usable.length;
    if (options.unusable.isNews(unusable))
      log.warn({ unusable }, "notifications without an id were skipped; reconcile finds their orders");
    const { complete = (notification) => notification } = options;
    const fresh = await record(
      options,
      usable.map((notification) => complete(notification)),
    );
    taken += fresh;
    acknowledgements.add(usable.map((notification) => notification.id));
    if (!pages.isFull(notifications.length)) return taken;
    await acknowledgements.flush({ now: true, signal }).catch((error: unknown) => {
      log.warn({ reason: messageOf(error) }, "acknowledgement failed; the same notifications come again and are known");
    });
    if (fresh === 0) return taken;
  }
}

/** Durable when it resolves, what nobody handles too. Answers how many were new. */
async function record({ agent, engine, definition }: IntakeOptions, notifications: readonly Notification[]): Promise<number> {
  const { handlers } = definition();
  const isWanted = ({ type }: Notification) => handlerOf({ handlers }, { type, source: "notification" }) !== undefined;
  const { wanted = [], unwanted = [] } = Object.groupBy(notifications, (one) => (isWanted(one) ? "wanted" : "unwanted"));
  // Asked for in one turn: one commit.
  const [submitted, ...dismissed] = await Promise.all([
    engine.submit(wanted.map((one) => notificationRun(agent.name, one))),
    ...unwanted.map((one) => engine.dismiss(notificationRun(agent.name, one), noHandler(agent.name, one))),
  ]);
  return submitted.length + dismissed.filter(Boolean).length;
}
