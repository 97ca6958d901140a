import { fullJitterMs } from "../../base/backoff.ts";
import type { Clock } from "../../base/clock.ts";
import { messageOf } from "../../base/errors.ts";
import type { Logger } from "../../base/logger.ts";
import { waitOutside } from "../../base/outside.ts";
import type { Random } from "../../base/random.ts";
import type { AlertKind } from "../../config/alert-kind.ts";
import type { Engine } from "../../engine/engine.ts";
import type { AgentInstance } from "../../runtime/agent-instance.ts";
import { alertChanges, alertsFailed, alertsSent, applyAlertChanges, dueAlerts, nextAlertDueMs } from "../../store/alert-table.ts";
import type { DataDirectory } from "../../store/data-directory.ts";
import { Bell } from "../bell.ts";
import { currentConditions } from "./conditions.ts";
import { noticeOf } from "./notice.ts";
import type { Notifier } from "./notifier.ts";

export interface AlertDeskOptions {
  readonly engine: Engine;
  readonly store: Pick<DataDirectory, "database" | "commits">;
  readonly agents: ReadonlyMap<string, AgentInstance>;
  readonly on: readonly AlertKind[];
  readonly notifier: Notifier;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Takes secrets out of what is sent. */
  readonly redact: (text: string) => string;
}

const lookEveryMs = 30_000;
/** Things that happen together are looked at together. */
const gatherMs = 1_000;
const notifyTimeoutMs = 20_000;
const onceWithinMs = 30_000;
const backoff = { baseMs: 10_000, maxMs: 15 * 60_000 };
const mostPerNotice = 50;

/**
 * Tells an operator what needs one. What is so is read from the store again and again; what was raised is in the store until it was sent: at least
 * once, across crashes, and once per kind and subject until it is over or a day has passed. Nothing waits for it.
 */
export class AlertDesk {
  readonly #options: AlertDeskOptions;
  readonly #bell: Bell;

  constructor(options: AlertDeskOptions) {
    this.#options = options;
    this.#bell = new Bell(options.clock);
  }

  /** Something may have changed: looks within a second. */
  notice(): void {
    this.#bell.ring();
  }

  /** Looks and sends until the signal aborts; then what is being sent is given up, and sent again by the next life. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { engine, clock } = this.#options;
    const changed = () => this.notice();
    engine.events.on("runEnded", changed);
    try {
      while (!signal.aborted) {
        await this.#tick(signal);
        const dueMs = nextAlertDueMs(this.#options.store.database) ?? Number.POSITIVE_INFINITY;
        const restMs = Math.min(Math.max(dueMs - clock.now(), gatherMs), lookEveryMs);
        await this.#bell.wait(restMs, signal);
        await clock.sleep(gatherMs, signal).catch(() => undefined);
      }
    } finally {
      engine.events.off("runEnded", changed);
    }
  }

  /** For `run --once`: one look, and what can be sent within 30 s; the rest waits for the next tick. Never rejects. */
  async once(signal: AbortSignal): Promise<void> {
    const deadline = this.#options.clock.deadline(onceWithinMs, signal);
    try {
      await this.#tick(deadline.signal);
    } finally {
      deadline.cancel();
    }
  }

  /** One look, and one try for everything that is due. Never rejects. */
  async #tick(signal: AbortSignal): Promise<void> {
    try {
      await this.#look();
      while (!signal.aborted && (await this.#sendNext(signal)));
    } catch (error) {
      if (!signal.aborted) this.#options.log.error({ reason: messageOf(error) }, "alerts cannot be kept");
    }
  }

  /** Raises and resolves; durable when it resolves. */
  async #look(): Promise<void> {
    const { engine, store, agents, on, clock, log } = this.#options;
    const nowMs = clock.now();
    const { conditions, cutOff = [] } = currentConditions({ engine, agents, nowMs });
    const wanted = conditions.filter(({ kind }) => on.includes(kind));
    const complete = on.filter((kind) => !cutOff.includes(kind));
    // This desk alone writes alerts, so nothing changes between the look and the commit.
    const changes = alertChanges(store.database, { conditions: wanted, complete, nowMs });
    if (changes.raise.length + changes.resolve.length === 0) return;
    await store.commits.commit((database) => applyAlertChanges(database, changes, nowMs));
    log.info({ raised: changes.raise.length, resolved: changes.resolve.length }, "alerts changed");
  }

  /** False when nothing is due. */
  async #sendNext(stop: AbortSignal): Promise<boolean> {
    const { store, notifier, clock, random, log, redact } = this.#options;
    const alerts = dueAlerts(store.database, clock.now(), mostPerNotice);
    const [first] = alerts;
    if (!first) return false;
    const ids = alerts.map(({ id }) => id);
    const deadline = clock.deadline(notifyTimeoutMs, stop);
    try {
      const notice = noticeOf(alerts, redact);
      await clock.work("alert", () => waitOutside(clock, notifier.notify(notice, deadline.signal)));
      await store.commits.commit((database) => alertsSent(database, ids, clock.now()));
      log.info({ kind: first.kind, alerts: ids.length }, "alerts sent");
    } catch (error) {
      if (stop.aborted) return false;
      const waitMs = backoff.baseMs + fullJitterMs(first.attempts + 1, backoff, random);
      log.warn({ kind: first.kind, alerts: ids.length, waitMs, err: error }, "alerts not sent; tried again later");
      await store.commits.commit((database) => alertsFailed(database, ids, clock.now() + waitMs));
    } finally {
      deadline.cancel();
    }
    return true;
  }
}
