import { EventEmitter } from "eventemitter3";
import type { Logger } from "../base/logger.ts";
import type { EngineEventMap, EngineEvents } from "./engine.ts";

/** Tells listeners of progress; one that throws is logged and harms nobody. */
export class EventHub implements EngineEvents {
  readonly #emitter = new EventEmitter();
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  on<E extends keyof EngineEventMap>(event: E, listener: (payload: EngineEventMap[E]) => void): void {
    this.#emitter.on(event, listener);
  }

  off<E extends keyof EngineEventMap>(event: E, listener: (payload: EngineEventMap[E]) => void): void {
    this.#emitter.off(event, listener);
  }

  /** The same for what is costly to tell: made only when somebody listens. */
  tell<E extends keyof EngineEventMap>(event: E, payload: () => EngineEventMap[E]): void {
    if (this.#emitter.listenerCount(event) > 0) this.emit(event, payload());
  }

  emit<E extends keyof EngineEventMap>(event: E, payload: EngineEventMap[E]): void {
    for (const listener of this.#emitter.listeners(event)) {
      try {
        listener(payload);
      } catch (error) {
        this.#logger.error({ event, err: error }, "an engine event listener threw");
      }
    }
  }
}
