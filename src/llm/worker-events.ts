import type { TokenUsage } from "./model.ts";

/** What a worker is doing, told while it happens; nothing is told of calls that are replayed from the journal. */
export type WorkerEvent = { readonly worker: string } & (
  | { readonly type: "model.asked"; readonly model: string; readonly maximumUsd: number }
  | { readonly type: "model.answered"; readonly model: string; readonly usage: TokenUsage; readonly costUsd: number }
  /** `movesOn`: the next model is asked at once. */
  | { readonly type: "model.failed"; readonly model: string; readonly code: string; readonly movesOn: boolean }
  | { readonly type: "output.invalid"; readonly model: string; readonly problem: string }
  | { readonly type: "tool.called"; readonly tool: string }
  | { readonly type: "tool.answered"; readonly tool: string; readonly ok: boolean }
);

type Told<E> = E extends unknown ? Omit<E, "worker"> : never;

/** A listener that never disturbs the work: what it throws is dropped. */
export type TellWorkerEvent = (event: Told<WorkerEvent>) => void;

export function tellWorkerEvents(worker: string, listener: ((event: WorkerEvent) => void) | undefined): TellWorkerEvent {
  const quiet = quietly(listener);
  return (event) => quiet({ worker, ...event } as WorkerEvent);
}

export function quietly<T>(listener: ((value: T) => void) | undefined): (value: T) => void {
  return (value) => {
    try {
      listener?.(value);
    } catch {
      // A display that fails must not cost an order.
    }
  };
}
