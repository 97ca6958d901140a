import type { Clock } from "../../base/clock.ts";
import type { Engine } from "../../engine/engine.ts";

/** When the engine last got further: began a run, committed a step, ended a run. */
export class EngineProgress {
  readonly #engine: Pick<Engine, "events">;
  readonly #note: () => void;
  #lastMs: number;

  constructor({ engine, clock }: { readonly engine: Pick<Engine, "events">; readonly clock: Clock }) {
    this.#engine = engine;
    this.#lastMs = clock.now();
    this.#note = () => {
      this.#lastMs = clock.now();
    };
    engine.events.on("runStarted", this.#note);
    engine.events.on("stepDone", this.#note);
    engine.events.on("runEnded", this.#note);
  }

  /** The time of its making before anything happened. */
  get lastMs(): number {
    return this.#lastMs;
  }

  close(): void {
    this.#engine.events.off("runStarted", this.#note);
    this.#engine.events.off("stepDone", this.#note);
    this.#engine.events.off("runEnded", this.#note);
  }
}
