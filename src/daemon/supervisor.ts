import { fullJitterMs } from "../base/backoff.ts";
import { isUpclawsError, messageOf } from "../base/errors.ts";
import type { Logger } from "../base/logger.ts";
import type { Engine } from "../engine/engine.ts";
import type { Notification } from "../protocol/entities/notification.ts";
import type { AgentInstance } from "../runtime/agent-instance.ts";
import { gigsRun } from "../runtime/publish-gigs.ts";
import type { DataDirectory } from "../store/data-directory.ts";
import { findHint } from "../store/hint-table.ts";
import { Acknowledgements } from "./acknowledgements.ts";
import { type AgentPhase, recordStatus } from "./agent-status.ts";
import { type DeclaredAgent, type EnrolTools, enrol } from "./enrol.ts";
import type { Foresight } from "./foresight.ts";
import { type Survey, surveyOrders } from "./health/survey-orders.ts";
import type { WatchedAgent } from "./health/watched-agent.ts";
import { completeNotification } from "./http/webhooks/complete-notification.ts";
import { HintFollower } from "./http/webhooks/hint-follower.ts";
import { takeIn } from "./intake.ts";
import { keepReconciled } from "./keep-reconciled.ts";
import { PageCap } from "./page-cap.ts";
import { Poller } from "./poller.ts";
import { setPresence } from "./presence.ts";
import { reconcile } from "./reconcile.ts";
import { fireDue, keepSchedules } from "./schedules.ts";

export interface SupervisorOptions {
  readonly declared: DeclaredAgent;
  readonly engine: Engine;
  readonly tools: EnrolTools;
  /** Where the dispatcher finds the agent while it runs. */
  readonly agents: Map<string, AgentInstance>;
  readonly intervals: {
    readonly pollIntervalMs: number;
    readonly busyPollIntervalMs: number;
    readonly reconcileIntervalMs: number;
    /** Absent: nobody looks for orders in trouble. */
    readonly lateAfterMs?: number;
  };
  /** Where webhooks are kept; absent when none are received. */
  readonly hints?: Pick<DataDirectory, "database" | "commits"> | undefined;
  /** Absent: every poll and every reconcile is made. */
  readonly foresight?: Foresight | undefined;
  /** Called when the agent's orders or its phase may call for a person. */
  readonly onTrouble?: () => void;
}

const enrolBackoff = { baseMs: 2_000, maxMs: 60_000 };

/** One agent's life in the daemon: it comes up, polls, reconciles, fires its schedules, and goes. Nothing it meets reaches another agent. */
export class Supervisor {
  readonly name: string;
  readonly #options: SupervisorOptions;
  readonly #log: Logger;
  #agent: AgentInstance | undefined;
  #enrolling: Promise<boolean> | undefined;
  #acknowledgements: Acknowledgements | undefined;
  #poller: Poller | undefined;
  #follower: HintFollower | undefined;
  #lastPolledMs: number | undefined;

  constructor(options: SupervisorOptions) {
    this.name = options.declared.name;
    this.#options = options;
    this.#log = options.tools.logger.child({ agent: this.name });
  }

  /** One try to come up; while one is under way, that one. False when it failed; `disabled` unless trying again can help. */
  enrol(signal: AbortSignal): Promise<boolean> {
    this.#enrolling ??= this.#enrol(signal).finally(() => {
      this.#enrolling = undefined;
    });
    return this.#enrolling;
  }

  async #enrol(signal: AbortSignal): Promise<boolean> {
    const { declared, engine, tools, agents } = this.#options;
    const { name } = this;
    try {
      const agent = await enrol(declared, tools, signal);
      this.#agent = agent;
      this.#acknowledgements = new Acknowledgements({ client: agent.client, clock: tools.clock });
      agents.set(name, agent);
      await this.#report("running", null);
      const gigs = agent.definition.gigs ?? [];
      if (gigs.length > 0) await engine.submit([gigsRun(name, gigs)]);
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      const retryable = isUpclawsError(error) && error.retryable;
      await this.#report(retryable ? "starting" : "disabled", messageOf(error));
      if (retryable) this.#log.warn({ reason: messageOf(error) }, "agent cannot start yet");
      else this.#log.error({ err: error }, "agent disabled");
      return false;
    }
  }

  get concurrency(): number {
    return this.#options.declared.config.concurrency;
  }

  get phase(): AgentPhase {
    return this.#phase;
  }
  #phase: AgentPhase = "starting";

  /** After a first try by `enrol`: comes up, however long it takes, and works until the signal aborts. Settles at once when the agent is disabled. */
  async run(signal: AbortSignal): Promise<void> {
    const { tools } = this.#options;
    for (let attempt = 1; !this.#agent && this.#phase !== "disabled" && !signal.aborted; attempt++) {
      await tools.clock.sleep(fullJitterMs(attempt, enrolBackoff, tools.random), signal).catch(() => undefined);
      if (!signal.aborted) await this.enrol(signal);
    }
    if (!this.#agent || signal.aborted) return;
    const parts = this.#parts(this.#agent);
    const poller = new Poller(parts);
    this.#poller = poller;
    const { hints } = this.#options;
    const follower = hints && new HintFollower({ ...parts, store: hints });
    this.#follower = follower;
    await Promise.all([
      follower?.run(signal),
      // Beside the rest: a presence that is slow to set must keep no order waiting.
      setPresence(this.#agent, "online", this.#log, signal),
      poller.run(signal),
      keepReconciled(parts, signal),
      keepSchedules(parts, signal),
    ]);
  }

  /** There may be something new for this agent: polls soon, without waiting for the interval, and follows what webhooks told. */
  wake(): void {
    this.#poller?.wake();
    this.#follower?.notice();
  }

  /** For health and metrics. */
  get watched(): WatchedAgent {
    return { name: this.name, phase: this.#phase, lastPolledMs: this.#lastPolledMs };
  }

  /** One round for `run --once`: notifications, reconcile, due schedules. Rejects when the platform cannot be read. */
  async round(signal: AbortSignal): Promise<void> {
    if (!this.#agent) return;
    const parts = this.#parts(this.#agent);
    await takeIn(parts, signal);
    await reconcile(parts, signal);
    await fireDue(parts);
  }

  /** Sends what is left to acknowledge; with `offline`, tells the marketplace. Never rejects. */
  async close(options: { readonly offline: boolean }, signal: AbortSignal): Promise<void> {
    if (!this.#agent) return;
    await this.#acknowledgements?.flush({ now: true, signal }).catch((error: unknown) => {
      this.#log.warn({ reason: messageOf(error) }, "last acknowledgement failed; the notifications come again and are known");
    });
    if (options.offline) await setPresence(this.#agent, "offline", this.#log, signal);
    await this.#report("stopped", null);
  }

  #parts(agent: AgentInstance) {
    const { engine, tools, intervals } = this.#options;
    const acknowledgements =
      this.#acknowledgements ?? new Acknowledgements({ client: agent.client, clock: tools.clock, maxWaitMs: 0 });
    const { clock, random } = tools;
    const { hints, foresight } = this.#options;
    const complete = (notification: Notification) =>
      completeNotification(notification, hints && findHint(hints.database, this.name, notification.id));
    const intake = { agent, engine, acknowledgements, pages: new PageCap(), log: this.#log, complete };
    return {
      ...intake,
      takeIn: (signal: AbortSignal) => takeIn(intake, signal),
      survey: (survey: Survey, signal: AbortSignal) => this.#survey(agent, survey, signal),
      onPolled: () => {
        this.#lastPolledMs = clock.now();
      },
      clock,
      random,
      foresight,
      ...intervals,
    };
  }

  /** Never rejects: what is only looked at must not make reconcile begin anew. */
  async #survey(agent: AgentInstance, survey: Survey, signal: AbortSignal): Promise<void> {
    const { engine, tools, intervals, onTrouble } = this.#options;
    const { lateAfterMs } = intervals;
    if (lateAfterMs === undefined) return;
    try {
      await surveyOrders({ agent, engine, lateAfterMs, nowMs: tools.clock.now() }, survey, signal);
      onTrouble?.();
    } catch (error) {
      if (!signal.aborted) this.#log.warn({ reason: messageOf(error) }, "orders not surveyed");
    }
  }

  async #report(phase: AgentPhase, reason: string | null): Promise<void> {
    const { engine, tools } = this.#options;
    this.#phase = phase;
    const platformId = this.#agent?.platformId ?? null;
    await recordStatus(engine, this.name, { phase, reason, sinceMs: tools.clock.now(), platformId });
    if (phase === "disabled") this.#options.onTrouble?.();
  }
}
