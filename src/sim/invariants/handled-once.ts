import type { Run } from "../../engine/run.ts";
import type { DomainEvent } from "../../platform/market/domain-events.ts";
import type { Judge } from "./judge.ts";

const counted: readonly string[] = ["order.created", "order.delivered", "order.revision_requested"];

/** An event of an order is handled once, however often it is told: its handlers do not end more often than it happened. */
export class HandledOnce {
  readonly #happened = new Map<string, number>();
  readonly #handled = new Map<string, number>();
  readonly #judge: Judge;

  constructor(judge: Judge) {
    this.#judge = judge;
  }

  readonly read = ({ type, orderId }: DomainEvent): void => {
    if (orderId === undefined || !counted.includes(type)) return;
    const key = `${type} ${orderId}`;
    this.#happened.set(key, (this.#happened.get(key) ?? 0) + 1);
  };

  /** A run is done; everything that happened before has been read. */
  done({ kind, subject, agent, id }: Run): void {
    if (subject === null || !counted.includes(kind)) return;
    const key = `${kind} ${subject}`;
    const handled = (this.#handled.get(key) ?? 0) + 1;
    this.#handled.set(key, handled);
    const happened = this.#happened.get(key) ?? 0;
    if (handled <= happened) return;
    const what = `${agent}: ${kind} of order ${subject} happened ${happened} times and was handled ${handled} times (run ${id})`;
    this.#judge.report("handled once", what);
  }
}
