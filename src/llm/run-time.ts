import type { Clock, Deadline } from "../base/clock.ts";
import type { UpclawsError } from "../base/errors.ts";

export interface RunTimeOptions {
  readonly clock: Clock;
  readonly maxDurationMs: number;
  /** The caller's. */
  readonly signal: AbortSignal | undefined;
  readonly timeExhausted: () => UpclawsError;
}

/** How long one worker run may still go on: until its deadline, or until its caller stops it. Close it in `finally`. */
export class RunTime {
  readonly #deadline: Deadline;
  readonly #options: RunTimeOptions;

  constructor(options: RunTimeOptions) {
    this.#options = options;
    this.#deadline = options.clock.deadline(options.maxDurationMs, options.signal);
  }

  get signal(): AbortSignal {
    return this.#deadline.signal;
  }

  /** Throws `worker_time_exhausted` or the caller's reason once it is over. */
  throwIfOver(): void {
    if (this.#deadline.expired) throw this.#options.timeExhausted();
    this.#options.signal?.throwIfAborted();
  }

  close(): void {
    this.#deadline.cancel();
  }
}

/** What `work` comes to, unless `signal` aborts first: then it rejects with the reason, even when the work does not listen. */
export async function unlessAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  let stop: () => void = () => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([work(), aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
