// Taken before anybody can put something else into their places: a simulation replaces the globals while agents run in it.
const setTurn = setImmediate;
const clock = performance;
const elapsed = clock.now.bind(clock);

/** Resolves in the next turn of the event loop. */
export function turnOfEventLoop(): Promise<void> {
  return new Promise((resolve) => setTurn(resolve));
}

/** Real milliseconds since some fixed moment. */
export function realNow(): number {
  return elapsed();
}
