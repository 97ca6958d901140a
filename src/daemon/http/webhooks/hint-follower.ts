import type { Clock } from "../../../base/clock.ts";
import { isUpclawsError, messageOf } from "../../../base/errors.ts";
import type { Logger } from "../../../base/logger.ts";
import type { Engine } from "../../../engine/engine.ts";
import type { Role } from "../../../protocol/lifecycle.ts";
import type { AgentInstance } from "../../../runtime/agent-instance.ts";
import type { DataDirectory } from "../../../store/data-directory.ts";
import { type Hint, hintUsed, unusedHints } from "../../../store/hint-table.ts";
import { Bell } from "../../bell.ts";
import { WakeCredit } from "../../wake-credit.ts";
import { followHint } from "./follow-hint.ts";

export interface HintFollowerOptions {
  readonly agent: AgentInstance;
  readonly engine: Engine;
  readonly store: Pick<DataDirectory, "database" | "commits">;
  readonly clock: Clock;
  readonly log: Logger;
}

/** The poll that the webhook woke finds the notification within this time, as a rule; then nothing is read here. */
const graceMs = 2_000;
/** Reads in the long run: one in so many milliseconds, a tenth of the documented limit; five at once. */
const readEveryMs = 10_000;
const afterFailureMs = 30_000;
const idleMs = 3_600_000;
/** Hints in a row whose orders cannot be read, before all wait. */
const mostPassedOver = 20;

/** Sees to it that something comes of every webhook of one agent, also of those that came before a restart. */
export class HintFollower {
  readonly #options: HintFollowerOptions;
  readonly #bell: Bell;
  readonly #roles = new Map<string, Role>();
  readonly #credit = new WakeCredit(readEveryMs);
  /** Sequences of hints whose orders could not be read now: the others come first. */
  readonly #passedOver = new Set<number>();

  constructor(options: HintFollowerOptions) {
    this.#options = options;
    this.#bell = new Bell(options.clock);
  }

  /** A hint was kept. */
  notice(): void {
    this.#bell.ring();
  }

  /** Follows until the signal aborts. No error ends it. */
  async run(signal: AbortSignal): Promise<void> {
    const { log } = this.#options;
    while (!signal.aborted) {
      let waitMs = idleMs;
      try {
        waitMs = await this.#followNext(signal);
      } catch (error) {
        waitMs = afterFailureMs;
        if (!signal.aborted) log.warn({ reason: messageOf(error), waitMs }, "the order of a webhook could not be read");
      }
      if (!signal.aborted && waitMs > 0) await this.#bell.wait(waitMs, signal);
    }
  }

  /** Answers how long to wait before the next. */
  async #followNext(signal: AbortSignal): Promise<number> {
    const { agent, engine, store, clock, log } = this.#options;
    const hint = unusedHints(store.database, agent.name, this.#passedOver.size + 1).find(
      ({ sequence }) => !this.#passedOver.has(sequence),
    );
    if (!hint) return this.#passedOver.size === 0 ? idleMs : this.#beginAnew();
    const earlyMs = hint.receivedAtMs + graceMs - clock.now();
    if (earlyMs > 0) return earlyMs;
    const admitRead = () => this.#admit(signal);
    const roles = this.#roles;
    const run = await followHint({ agent, engine, hint, signal, admitRead, roles }).catch((error: unknown) => {
      if (signal.aborted || !isUpclawsError(error)) throw error;
      if (error.retryable) {
        this.#passedOver.add(hint.sequence);
        log.warn(
          { order: hint.orderId, reason: messageOf(error) },
          "the order of a webhook could not be read; tried again later",
        );
        return undefined;
      }
      log.warn(
        { order: hint.orderId, reason: messageOf(error) },
        "the order of a webhook cannot be read; reconcile finds what needs us",
      );
      return undefined;
    });
    if (this.#passedOver.has(hint.sequence)) return this.#passedOver.size < mostPassedOver ? 0 : this.#beginAnew();
    const fresh = run ? await engine.submit([run]) : [];
    if (fresh.length > 0) log.info({ event: run?.kind, order: run?.subject }, "a webhook told what no notification did");
    await this.#done(hint);
    return 0;
  }

  #beginAnew(): number {
    this.#passedOver.clear();
    return afterFailureMs;
  }

  async #done({ sequence }: Hint): Promise<void> {
    const { store, clock } = this.#options;
    await store.commits.commit((database) => hintUsed(database, sequence, clock.now()));
  }

  async #admit(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    const waitMs = this.#credit.availableAtMs - clock.now();
    if (waitMs > 0) await clock.sleep(waitMs, signal);
    this.#credit.spend(clock.now());
  }
}
