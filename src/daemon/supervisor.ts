import { fullJitterMs } from "../base/backoff.ts";
import { errorCode, isUpclawsError, messageOf } from "../base/errors.ts";
import type { Logger } from "../base/logger.ts";
import { aroundCalls } from "../client/around-calls.ts";
import type { Engine } from "../engine/engine.ts";
import type { Notification } from "../protocol/entities/notification.ts";
import type { AgentInstance } from "../runtime/agent-instance.ts";
import { gigsRun } from "../runtime/publish-gigs.ts";
import type { DataDirectory } from "../store/data-directory.ts";
import { findHint } from "../store/hint-table.ts";
import { Acknowledgements } from "./acknowledgements.ts";
import { type AgentPhase, recordStatus } from "./agent-status.ts";
import { Bell } from "./bell.ts";
import { type DeclaredAgent, type EnrolTools, enrol } from "./enrol.ts";
import type { Foresight } from "./foresight.ts";
import { type Survey, surveyOrders } from "./health/survey-orders.ts";
import type { WatchedAgent } from "./health/watched-agent.ts";
import { completeNotification } from "./http/webhooks/complete-notification.ts";
import { HintFollower } from "./http/webhooks/hint-follower.ts";
import { takeIn } from "./intake.ts";
import { keepReconciled } from "./keep-reconciled.ts";
import { mayMend } from "./mendable.ts";
import { PageCap } from "./page-cap.ts";
import { Poller } from "./poller.ts";
import { setPresence } from "./presence.ts";
import { reconcile } from "./reconcile.ts";
import { fireDue, keepSchedules } from "./schedules.ts";
import { UnusableRows } from "./unusable-rows.ts";

export interface SupervisorOptions {
  readonly declared: DeclaredAgent;
  readonly engine: Engine;
  readonly tools: EnrolTools;
  /** Agents that are up: what is not among them does not begin to run. */
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
/** Somebody has to mend the key first. */
const disabledBackoff = { baseMs: 60_000, maxMs: 900_000 };
const disabledAtLeastMs = 30_000;

/** One agent's life in the daemon: it comes up, polls, reconciles, fires its schedules, and goes. Nothing it meets reaches another agent. */
export class Supervisor {
  readonly name: string;
  readonly #options: SupervisorOptions;
  readonly #log: Logger;
  #agent: AgentInstance | undefined;
  #enrolling: Promise<boolean> | undefined;
  /** Ends what an agent does that is up. */
  #shift: AbortController | undefined;
  #doubted: Promise<void> | undefined;
  readonly #retryBell: Bell;
  #mayMend = false;
  #acknowledgements: Acknowledgements | undefined;
  #poller: Poller | undefined;
  #follower: HintFollower | undefined;
  #lastPolledMs: number | undefined;

  constructor(options: SupervisorOptions) {
    this.name = options.declared.name;
    this.#options = options;
    this.#log = options.tools.logger.child({ agent: this.name });
    this.#retryBell = new Bell(options.tools.clock);
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
      const enrolled = await enrol(declared, tools, signal);
      const agent = { ...enrolled, client: this.#noticing(enrolled, signal) };
      this.#agent = agent;
      this.#acknowledgements = new Acknowledgements({ client: agent.client, clock: tools.clock });
      agents.set(name, agent);
      await this.#report("running", null);
      engine.readmit();
      const gigs = agent.definition.gigs ?? [];
      if (gigs.length > 0) await engine.submit([gigsRun(name, gigs)]);
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      const reason = messageOf(error);
      // The platform being away does not make good what it has said of the key.
      if (isUpclawsError(error) && error.retryable) {
        if (this.#phase !== "disabled") await this.#report("starting", reason);
        this.#log.warn({ reason }, "agent cannot start yet");
      } else await this.#disable(error);
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
  #reason: string | null = null;

  /** Disabled, and only a restart can change that. */
  get isHopeless(): boolean {
    return this.#phase === "disabled" && !this.#mayMend;
  }

  /** A disabled agent that may be mended is tried again now. */
  retry(): void {
    this.#retryBell.ring();
  }

  /**
   * After a first try by `enrol`: comes up, however long it takes, and works until the signal aborts; comes up again when its key was refused
   * meanwhile and is good again. Settles at once when nothing but a restart can help.
   */
  async run(signal: AbortSignal): Promise<void> {
    const { tools, agents } = this.#options;
    for (let attempt = 1; !signal.aborted && !this.isHopeless; attempt++) {
      if (this.#agent && agents.has(this.name)) {
        await this.#work(this.#agent, signal);
        attempt = 0;
        continue;
      }
      const disabled = this.#phase === "disabled";
      const waitMs = fullJitterMs(Math.max(attempt, 1), disabled ? disabledBackoff : enrolBackoff, tools.random);
      await this.#retryBell.wait(waitMs + (disabled ? disabledAtLeastMs : 0), signal);
      if (!signal.aborted) await this.enrol(signal);
    }
  }

  async #work(agent: AgentInstance, signal: AbortSignal): Promise<void> {
    const shift = new AbortController();
    const end = () => shift.abort(signal.reason);
    signal.addEventListener("abort", end, { once: true });
    this.#shift = shift;
    const parts = this.#parts(agent);
    const looked = Promise.withResolvers<void>();
    const poller = new Poller({ ...parts, onTried: looked.resolve });
    this.#poller = poller;
    const { hints } = this.#options;
    const follower = hints && new HintFollower({ ...parts, store: hints });
    this.#follower = follower;
    await Promise.all([
      follower?.run(shift.signal),
      poller.run(shift.signal).finally(looked.resolve),
      keepSchedules(parts, shift.signal),
      // Of a thousand agents that start together, all have looked for work before the first asks for all of its orders.
      looked.promise.then(async () => {
        if (shift.signal.aborted) return;
        await Promise.all([setPresence(agent, "online", this.#log, shift.signal), keepReconciled(parts, shift.signal)]);
      }),
    ]);
    signal.removeEventListener("abort", end);
  }

  /** A client that notices when its key is refused: by whatever call, of a run or of ours. */
  #noticing(agent: AgentInstance, signal: AbortSignal): AgentInstance["client"] {
    return aroundCalls(agent.client, (call) =>
      call().catch((error: unknown) => {
        if (errorCode(error) === "api_unauthorized") this.#doubt(agent, signal);
        throw error;
      }),
    );
  }

  /** One refusal may be a hiccup: the key is asked about once more before the agent stops. */
  #doubt(agent: AgentInstance, signal: AbortSignal): void {
    if (!this.#options.agents.has(this.name)) return;
    this.#doubted ??= agent.client
      .me({}, { signal })
      .then(
        () => this.#log.warn({}, "a call was refused with 401, though the key is good"),
        async (error: unknown) => {
          if (errorCode(error) === "api_unauthorized" && !signal.aborted) await this.#disable(error);
        },
      )
      .catch((error: unknown) => this.#log.error({ err: error }, "status not recorded"))
      .finally(() => {
        this.#doubted = undefined;
      });
  }

  /** Its loops end and none of its runs begins, until it is enrolled again. */
  async #disable(error: unknown): Promise<void> {
    const known = this.#phase === "disabled" && this.#mayMend;
    this.#mayMend = mayMend(error);
    const again = this.#mayMend ? `; tried again every few minutes, and at once by "upclaws resume ${this.name}"` : "";
    const reason = `${messageOf(error)}${again}`;
    this.#options.agents.delete(this.name);
    this.#shift?.abort(error);
    if (known) this.#log.warn({ reason }, "agent is still disabled");
    else this.#log.error({ err: error, triedAgain: this.#mayMend }, "agent disabled");
    await this.#report("disabled", reason);
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
    await this.#doubted;
    if (!this.#agent || this.#phase === "disabled") return;
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
    const definition = () => (this.#options.agents.get(this.name) ?? agent).definition;
    const seen = { pages: new PageCap(), unusable: new UnusableRows() };
    const intake = { agent, engine, definition, acknowledgements, ...seen, log: this.#log, complete };
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
    // Disabled since it began, however often it was tried again.
    if (phase === "disabled" && this.#phase === phase && reason === this.#reason) return;
    this.#phase = phase;
    this.#reason = reason;
    const platformId = this.#agent?.platformId ?? null;
    await recordStatus(engine, this.name, { phase, reason, sinceMs: tools.clock.now(), platformId });
    if (phase === "disabled") this.#options.onTrouble?.();
  }
}
