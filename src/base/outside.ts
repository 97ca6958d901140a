import type { Clock } from "./clock.ts";

/** How long virtual time waits for the outside world, in real milliseconds. */
const patienceMs = 300;

/** True when `wait` settled within `patienceMs` of real time, false when it still goes on. Never rejects. */
export async function settledSoon(wait: Promise<unknown>): Promise<boolean> {
  const { promise: over, resolve } = Promise.withResolvers<false>();
  const timer = setTimeout(() => resolve(false), patienceMs);
  try {
    return await Promise.race([wait.then(settled, settled), over]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Waits for something outside this process, inside a participant of `clock`. Virtual time stands still while the other side answers as fast as
 * one may expect; one that hangs does not hold it, so that deadlines come. On a real clock it is just the promise.
 */
export async function waitOutside<T>(clock: Clock, wait: Promise<T>): Promise<T> {
  return (await settledSoon(wait)) ? wait : clock.idle(wait);
}

function settled(): true {
  return true;
}
