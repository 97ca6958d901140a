// Taken before anybody can put something else into their places: a simulation replaces the globals while agents run in it.
const setTurn = setImmediate;
const setTimer = setTimeout;
const clock = performance;
const elapsed = clock.now.bind(clock);

/** Resolves in the next turn of the event loop. */
export function turnOfEventLoop(): Promise<void> {
  return new Promise((resolve) => setTurn(resolve));
}

/** Resolves a few milliseconds later: for whoever waits for something outside of this process, and shall not keep a core busy with it. */
export function pauseOfEventLoop(): Promise<void> {
  return new Promise((resolve) => setTimer(resolve, 2));
}

/** Real milliseconds since some fixed moment. */
export function realNow(): number {
  return elapsed();
}
