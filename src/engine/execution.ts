import type { Clock } from "../base/clock.ts";

/** How journal calls that an execution began but did not await came out. */
export interface Leftover {
  readonly name: string;
  readonly failure: unknown;
}

/**
 * The revocable context of one execution. Once revoked, no call it made or makes ever settles, so an abandoned handler cannot go on
 * beside its own retry; and nothing it does is recorded any more.
 */
export class Execution {
  readonly #controller = new AbortController();
  readonly #clock: Clock;
  readonly #calls = new Set<Call>();
  readonly #gone: Promise<void>;
  #leave: () => void = () => {};
  #revoked = false;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#gone = new Promise((resolve) => {
      this.#leave = resolve;
    });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get revoked(): boolean {
    return this.#revoked;
  }

  /** Settles every call in flight to never, then aborts the signal with `reason`. Idempotent. */
  revoke(reason: unknown): void {
    if (this.#revoked) return;
    this.#revoked = true;
    this.#calls.clear();
    this.#leave();
    this.#controller.abort(reason);
  }

  /** Runs one journal call. Its promise settles as `perform` does, or never. A rejection nobody awaits does not end the process. */
  call<T>(name: string, perform: () => Promise<T>): Promise<T> {
    if (this.#revoked) return this.never();
    const call: Call = { name, failure: undefined, done: Promise.resolve() };
    this.#calls.add(call);
    const promise = new Promise<T>((resolve, reject) => {
      call.done = perform().then(
        (value) => {
          if (this.#end(call)) resolve(value);
        },
        (error: unknown) => {
          call.failure = error;
          if (this.#end(call)) reject(error);
        },
      );
    });
    promise.catch(() => {});
    return promise;
  }

  /** What `perform` answers, unless the execution is revoked meanwhile: then it never settles. Around every await of a call. */
  async alive<T>(perform: () => Promise<T>): Promise<T> {
    try {
      const value = await perform();
      if (!this.#revoked) return value;
    } catch (error) {
      if (!this.#revoked) throw error;
    }
    return await this.never();
  }

  never<T>(): Promise<T> {
    return this.#clock.idle(new Promise<T>(() => {}));
  }

  /** Waits for calls still in flight, and for those they lead to, until revoked. Answers what was not awaited. */
  async leftovers(): Promise<readonly Leftover[]> {
    const found: Leftover[] = [];
    while (this.#calls.size > 0) {
      const calls = [...this.#calls];
      await Promise.race([Promise.all(calls.map((call) => call.done)), this.#gone]);
      found.push(...calls);
    }
    return found;
  }

  /** False when the execution was revoked in the meantime. */
  #end(call: Call): boolean {
    this.#calls.delete(call);
    return !this.#revoked;
  }
}

interface Call {
  readonly name: string;
  failure: unknown;
  done: Promise<void>;
}
