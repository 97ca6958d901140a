/** A pending timer; `cancel` is idempotent and safe after it fired. */
export interface Timer {
  cancel(): void;
}

/** A signal that aborts at a deadline; `cancel` removes the timer and the listener on the parent. Always cancel in `finally`. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** True once the time has passed (and not merely the parent aborted). */
  readonly expired: boolean;
  cancel(): void;
}

/**
 * The one source of time: everything outside `base/` takes a Clock, so that tests and simulations own the time.
 * Times are epoch milliseconds, durations are milliseconds.
 */
export interface Clock {
  now(): number;
  /** Calls `fire` once, `delayMs` from now (at once means on the next tick). A pending timer does not keep a stopped process alive for ever: cancel it. */
  after(delayMs: number, fire: () => void): Timer;
  /** Resolves after `delayMs`; rejects with the signal's reason when aborted first. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
  /** An AbortSignal that fires after `delayMs` or with `parent`, whichever comes first. */
  deadline(delayMs: number, parent?: AbortSignal): Deadline;
  /**
   * Runs `task` as a named participant: virtual time stands still while it does anything but wait on this clock.
   * A participant inside another one makes the outer one idle for as long. On a real clock it is just the call.
   */
  work<T>(name: string, task: () => Promise<T>): Promise<T>;
  /** Calls `fire` once everybody who runs in this turn has had his say: what they ask for meanwhile is answered together. */
  soon(fire: () => void): void;
  /** Marks the current participant idle while it waits for another one (a queue place, a lock). On a real clock it is just the promise. */
  idle<T>(wait: Promise<T>): Promise<T>;
}

/** Not the one that a simulation puts in its place. */
const RealDate = Date;

/** ISO 8601 UTC with milliseconds. */
export function isoTime(epochMs: number): string {
  return new RealDate(epochMs).toISOString();
}

/** `sleep` and `deadline` follow from `now` and `after`; both clocks share them. */
export abstract class TimerClock implements Clock {
  abstract now(): number;
  abstract after(delayMs: number, fire: () => void): Timer;
  abstract work<T>(name: string, task: () => Promise<T>): Promise<T>;
  abstract idle<T>(wait: Promise<T>): Promise<T>;

  soon(fire: () => void): void {
    setImmediate(fire);
  }

  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const aborted = () => {
        timer.cancel();
        reject(signal?.reason);
      };
      const timer = this.after(delayMs, () => {
        signal?.removeEventListener("abort", aborted);
        resolve();
      });
      signal?.addEventListener("abort", aborted, { once: true });
    });
  }

  deadline(delayMs: number, parent?: AbortSignal): Deadline {
    const controller = new AbortController();
    let expired = false;
    const forward = () => controller.abort(parent?.reason);
    const timer = this.after(delayMs, () => {
      expired = true;
      controller.abort(new DOMException(`Timed out after ${delayMs} ms`, "TimeoutError"));
    });
    if (parent?.aborted) forward();
    else parent?.addEventListener("abort", forward, { once: true });
    return {
      signal: controller.signal,
      get expired() {
        return expired;
      },
      cancel: () => {
        timer.cancel();
        parent?.removeEventListener("abort", forward);
      },
    };
  }
}
