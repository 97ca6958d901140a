import type { VirtualClock } from "../base/virtual-clock.ts";
import type { Run } from "../engine/run.ts";

/** What time is let pass for. */
export interface Worker {
  /** Tells it of what happened on the marketplace and it has not looked at. False when there is no such thing. */
  tellNews(): boolean;
  /** Runs that can be worked on, or are being worked on, or will be tried again. */
  unfinished(): readonly Run[];
}

/** Moves the virtual clock, one mover at a time: no order of `await`s in a test can let two of them race. */
export class MarketTime {
  readonly #clock: VirtualClock;
  readonly #workers: () => readonly Worker[];
  #turn: Promise<unknown> = Promise.resolve();

  constructor(clock: VirtualClock, workers: () => readonly Worker[]) {
    this.#clock = clock;
    this.#workers = workers;
  }

  /** Lets time pass only as far as `work` needs it to: in a test most work takes none. */
  through<T>(name: string, work: () => Promise<T>): Promise<T> {
    return this.#alone(async () => {
      let settled = false;
      const noted = this.#clock.work(name, work).finally(() => {
        settled = true;
      });
      noted.catch(() => {});
      await this.#clock.settle();
      while (!settled && (await this.#clock.next()));
      return await noted;
    });
  }

  /** Until nobody has anything to do or to hear of, at most `withinMs`. Answers what is unfinished then. */
  settle(withinMs: number): Promise<readonly Run[]> {
    return this.#alone(async () => {
      const untilMs = this.#clock.now() + withinMs;
      for (;;) {
        const told = await this.#tellNews();
        const unfinished = this.#workers().flatMap((worker) => worker.unfinished());
        if (!told && unfinished.length === 0) return [];
        if ((this.#clock.nextAtMs() ?? Number.POSITIVE_INFINITY) > untilMs) return unfinished;
        await this.#clock.next();
      }
    });
  }

  /** Everything that is due within `durationMs` happens, in its order. */
  advance(durationMs: number): Promise<void> {
    return this.#alone(async () => {
      const untilMs = this.#clock.now() + durationMs;
      await this.#tellNews();
      while ((this.#clock.nextAtMs() ?? Number.POSITIVE_INFINITY) <= untilMs) {
        await this.#clock.next();
        await this.#tellNews();
      }
      await this.#clock.advanceTo(untilMs);
    });
  }

  /** True when somebody still has something to hear of, because it may not look at the marketplace yet. */
  async #tellNews(): Promise<boolean> {
    await this.#clock.settle();
    const tell = () => this.#workers().filter((worker) => worker.tellNews()).length > 0;
    if (!tell()) return false;
    await this.#clock.settle();
    return tell();
  }

  #alone<T>(move: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(move);
    this.#turn = done.catch(() => {});
    return done;
  }
}
