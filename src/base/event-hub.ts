import { EventEmitter } from "eventemitter3";
import type { Logger } from "./logger.ts";

/** What happens, by name, for whoever listens. Listeners must not throw. */
export interface Events<Map extends object> {
  on<Name extends keyof Map & string>(event: Name, listener: (payload: Map[Name]) => void): void;
  off<Name extends keyof Map & string>(event: Name, listener: (payload: Map[Name]) => void): void;
}

/** Tells listeners of progress; one that throws is logged and harms nobody. */
export class EventHub<Map extends object> implements Events<Map> {
  readonly #emitter = new EventEmitter();
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  on<Name extends keyof Map & string>(event: Name, listener: (payload: Map[Name]) => void): void {
    this.#emitter.on(event, listener);
  }

  off<Name extends keyof Map & string>(event: Name, listener: (payload: Map[Name]) => void): void {
    this.#emitter.off(event, listener);
  }

  /** Whether anybody would hear of it. */
  hears(event: keyof Map & string): boolean {
    return this.#emitter.listenerCount(event) > 0;
  }

  /** The same for what is costly to tell: made only when somebody listens. */
  tell<Name extends keyof Map & string>(event: Name, payload: () => Map[Name]): void {
    if (this.hears(event)) this.emit(event, payload());
  }

  emit<Name extends keyof Map & string>(event: Name, payload: Map[Name]): void {
    for (const listener of this.#emitter.listeners(event)) {
      try {
        listener(payload);
      } catch (error) {
        this.#logger.error({ event, err: error }, "an event listener threw");
      }
    }
  }
}
