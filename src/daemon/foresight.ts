import type { Timer } from "../base/clock.ts";

/**
 * What is known of the marketplace without asking it, where it runs in the same process. Polls and reconciles that would find nothing are left out, and
 * everything else happens as if they had been made, at the very moments: for that, what chance decides about them hangs on their number and time, not
 * on what was drawn before. Times may lie between two milliseconds, so that no two agents' meet.
 */
export interface Foresight {
  /** False: nothing is left out, though all happens at the same moments. */
  readonly leavesOut: boolean;
  readonly nowMs: number;
  /** Grows whenever the agent's inbox gets something. */
  readonly news: number;
  /** Grows with that, and with every run of the agent: whatever a reconcile goes by. */
  readonly stirs: number;
  /** Polls may come to grief on the way; those that will are told by `mustPoll`. */
  readonly pollsMayFail: boolean;
  readonly reconcilesMayFail: boolean;
  /** Is there an order that may need the agent, so that a reconcile has something to look at? */
  readonly hasOpenOrders: boolean;
  /** Below 1, the agent's own. */
  readonly offsetMs: number;
  mustPoll(atMs: number): boolean;
  /** Told how many were left out. */
  passedOver(polls: number): void;
  /** In place of chance for the nth wait between polls: 0 to 1. */
  jitter(n: number): number;
  at(timeMs: number, fire: () => void): Timer;
  /** Calls `listener` at the next growth of `news` or `stirs`. Answers how to stop listening. */
  once(what: "news" | "stirs", listener: () => void): () => void;
}

/** Waits until `untilMs` (which may never come), or until `what` has grown beyond `seen`; true for the latter. Ends also when the signal aborts. */
export function untilGrown(
  foresight: Foresight,
  what: "news" | "stirs",
  seen: number,
  untilMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  if (foresight[what] !== seen) return Promise.resolve(true);
  return new Promise((resolve) => {
    const end = (grown: boolean) => {
      timer?.cancel();
      stop();
      signal.removeEventListener("abort", aborted);
      resolve(grown);
    };
    const aborted = () => end(false);
    const stop = foresight.once(what, () => end(true));
    const timer = Number.isFinite(untilMs) ? foresight.at(untilMs, () => end(false)) : undefined;
    signal.addEventListener("abort", aborted, { once: true });
  });
}

/** Waits until `untilMs`, or until the signal aborts. */
export function untilTime(foresight: Foresight, untilMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      timer.cancel();
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = foresight.at(untilMs, end);
    signal.addEventListener("abort", end, { once: true });
  });
}
