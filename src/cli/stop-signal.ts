import { turnOfEventLoop } from "../base/event-loop-turn.ts";

/**
 * Aborts at the first of these signals, which asks for an orderly end; a second one of the same kind ends the process at once, as users expect. Whoever
 * hides the cursor listens too, and ends the process where nobody else does: so this listener is still there when the others are asked.
 */
export function stopSignal(signals: readonly NodeJS.Signals[]): AbortSignal {
  const stopping = new AbortController();
  for (const signal of signals) {
    const ask = () => {
      stopping.abort(new Error(signal));
      void turnOfEventLoop().then(() => process.off(signal, ask));
    };
    process.on(signal, ask);
  }
  return stopping.signal;
}
