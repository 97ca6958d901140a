import { AsyncLocalStorage } from "node:async_hooks";
import { clockError } from "./clock-errors.ts";
import { ownGlobals } from "./own-globals.ts";
import type { OwnWorld } from "./own-world.ts";

const current = new AsyncLocalStorage<OwnWorld | undefined>();
let users = 0;
let restore: () => void = () => {};

/** The world of whoever asks; undefined outside of any. */
export function currentWorld(): OwnWorld | undefined {
  return current.getStore();
}

/**
 * While anybody holds it, `Date`, timers, `Math.random`, `crypto.randomUUID` and their like are those of the world that `inside` has brought the caller into;
 * to everybody else they are what they always were. Files and the like are used one after the other there, and what cannot be replaced throws
 * `not_simulable`. Answers how to let go; the last one restores everything.
 */
export function holdOwnGlobals(): () => void {
  if (users++ === 0) {
    restore = ownGlobals({ find: currentWorld, outside, refuse });
    process.on("unhandledRejection", onForgotten);
  }
  let held = true;
  return () => {
    if (!held) return;
    held = false;
    if (--users > 0) return;
    process.off("unhandledRejection", onForgotten);
    restore();
  };
}

/** Runs `task`, and all that comes of it, in that world. */
export function inside<T>(world: OwnWorld, task: () => T): T {
  return current.run(world, task);
}

/** Runs `task` in the real world, for code of ours that an agent calls and that talks to something outside. */
export function outside<T>(task: () => T): T {
  return current.run(undefined, task);
}

/** Node is in the promise's context here. A rejection of nobody's world ends the process, as it does without a listener. */
function onForgotten(reason: unknown): void {
  const world = currentWorld();
  if (!world) throw reason;
  world.onForgotten(reason);
}

function refuse(what: string): never {
  currentWorld()?.onEscape(what);
  throw clockError("not_simulable", `${what} is part of the real world: a simulation cannot repeat what comes of it`, { what });
}
