import type { Clock } from "../base/clock.ts";
import { messageOf } from "../base/errors.ts";
import type { Logger } from "../base/logger.ts";
import type { Engine } from "../engine/engine.ts";
import type { AgentInstance } from "../runtime/agent-instance.ts";
import { notificationRun } from "../runtime/event.ts";
import type { Acknowledgements } from "./acknowledgements.ts";

export interface IntakeOptions {
  readonly agent: AgentInstance;
  readonly engine: Engine;
  readonly acknowledgements: Acknowledgements;
  readonly clock: Clock;
  readonly log: Logger;
}

const pageLimit = 100;
/** Servers may cap a page silently (PLATFORM row 24): a page of this length counts as full. */
const fullPage = 20;

/**
 * Unread notifications → durable runs → acknowledgement by id, in this order, page after page, without a cursor. Answers how many were new.
 * Rejects when a page cannot be read; what was committed before stays.
 */
export async function takeIn(options: IntakeOptions, signal: AbortSignal): Promise<number> {
  const { agent, engine, acknowledgements, log } = options;
  for (let taken = 0; ; ) {
    const { notifications } = await agent.client.listNotifications({ unread: true, limit: pageLimit }, { signal });
    const usable = notifications.filter((notification) => notification.id !== "");
    if (usable.length < notifications.length) {
      log.warn(
        { unusable: notifications.length - usable.length },
        "notifications without an id were skipped; reconcile finds their orders",
      );
    }
    const fresh = await engine.submit(usable.map((notification) => notificationRun(agent.name, notification)));
    taken += fresh.length;
    const full = notifications.length >= fullPage;
    acknowledgements.add(usable.map((notification) => notification.id));
    await acknowledgements.flush({ now: full, signal }).catch((error: unknown) => {
      log.warn({ reason: messageOf(error) }, "acknowledgement failed; the same notifications come again and are known");
    });
    if (!full || fresh.length === 0) return taken;
  }
}
