import type { Clock } from "./clock.ts";
import type { Random } from "./random.ts";

/** Time and chance as code in a simulation meets them. */
export interface OwnWorld {
  readonly clock: Clock;
  readonly random: Random;
  /** Told what the code wanted of the real world that cannot be replaced: a worker thread, a socket. */
  readonly onEscape: (what: string) => void;
  /** Told why a promise of the code was rejected that nobody awaited. */
  readonly onForgotten: (reason: unknown) => void;
}

export interface Worlds {
  /** Whose world is it that asks? */
  readonly find: () => OwnWorld | undefined;
  /** Runs something in no world at all. */
  readonly outside: <T>(task: () => T) => T;
  /** For what a world cannot have. */
  readonly refuse: (what: string) => never;
}
