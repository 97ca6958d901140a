import { AsyncResource } from "node:async_hooks";
import timers from "node:timers";
import timersPromises from "node:timers/promises";
import { promisify } from "node:util";
import { type Callback, OwnTimeout } from "./own-timeout.ts";
import type { OwnWorld, Worlds } from "./own-world.ts";
import type { Replace } from "./replacements.ts";

type Arm = (callback: Callback, delayMs?: number, ...args: unknown[]) => unknown;
type Clear = (handle: unknown) => void;
interface Waiting {
  readonly signal?: AbortSignal;
}

/** Timers of every kind: in a world they are its clock's. */
export function ownTimers(replace: Replace, { find }: Worlds): void {
  /** By the number that a timer is as a primitive, by which it may be cleared too. */
  const pending = new Map<number, OwnTimeout>();
  const arm = (
    world: OwnWorld,
    options: { readonly repeats: boolean; readonly delayMs?: number | undefined },
    callback: Callback,
  ) => {
    const timeout: OwnTimeout = new OwnTimeout({
      ...options,
      clock: world.clock,
      callback,
      onEnd: () => pending.delete(+timeout),
    });
    pending.set(+timeout, timeout);
    return timeout;
  };
  const set =
    (repeats: boolean) =>
    (old: Arm): Arm =>
    (callback, delayMs, ...args) => {
      const world = find();
      if (!world) return old(callback, delayMs, ...args);
      return arm(
        world,
        { repeats, delayMs },
        AsyncResource.bind(() => callback(...args)),
      );
    };
  const clear = (old: Clear) => (handle: unknown) => {
    const own = handle instanceof OwnTimeout ? handle : pending.get(Number(handle));
    if (own) own.close();
    else old(handle);
  };
  const immediate =
    (old: (callback: Callback, ...args: unknown[]) => unknown) =>
    (callback: Callback, ...args: unknown[]) => {
      const world = find();
      return world
        ? arm(
            world,
            { repeats: false, delayMs: 0 },
            AsyncResource.bind(() => callback(...args)),
          )
        : old(callback, ...args);
    };
  const promisable = (name: keyof typeof timersPromises, make: (old: never) => object) => (old: never) =>
    Object.defineProperty(make(old), promisify.custom, { get: () => timersPromises[name] });

  for (const owner of [globalThis, timers]) {
    replace(owner, "setTimeout", promisable("setTimeout", set(false)));
    replace(owner, "setInterval", set(true));
    replace(owner, "setImmediate", promisable("setImmediate", immediate));
    for (const name of ["clearTimeout", "clearInterval", "clearImmediate"]) replace(owner, name, clear);
  }

  const sleep = async <T>({ clock }: OwnWorld, delayMs: number, value: T, options?: Waiting): Promise<T> => {
    await clock.sleep(delayMs, options?.signal);
    return value;
  };
  type Sleep = (delayMs?: number, value?: unknown, options?: Waiting) => Promise<unknown>;
  replace(
    timersPromises,
    "setTimeout",
    (old: Sleep): Sleep =>
      (delayMs, value, options) => {
        const world = find();
        return world ? sleep(world, delayMs ?? 1, value, options) : old(delayMs, value, options);
      },
  );
  type Yield = (value?: unknown, options?: Waiting) => Promise<unknown>;
  replace(
    timersPromises,
    "setImmediate",
    (old: Yield): Yield =>
      (value, options) => {
        const world = find();
        return world ? sleep(world, 0, value, options) : old(value, options);
      },
  );
  type Ticks = (delayMs?: number, value?: unknown, options?: Waiting) => AsyncIterable<unknown>;
  replace(
    timersPromises,
    "setInterval",
    (old: Ticks): Ticks =>
      (delayMs, value, options) => {
        const world = find();
        return world ? ticks(world, delayMs ?? 1, value, options) : old(delayMs, value, options);
      },
  );
  async function* ticks(world: OwnWorld, delayMs: number, value: unknown, options?: Waiting) {
    for (;;) yield await sleep(world, delayMs, value, options);
  }
  const { scheduler } = timersPromises;
  replace(
    scheduler,
    "wait",
    (old: (delayMs: number, options?: Waiting) => Promise<void>) => (delayMs: number, options?: Waiting) => {
      const world = find();
      return world ? sleep(world, delayMs, undefined, options) : old.call(scheduler, delayMs, options);
    },
  );
  replace(scheduler, "yield", (old: () => Promise<void>) => () => {
    const world = find();
    return world ? sleep(world, 0, undefined) : old.call(scheduler);
  });

  replace(AbortSignal, "timeout", (old: (delayMs: number) => AbortSignal) => (delayMs: number) => {
    const world = find();
    if (!world) return old.call(AbortSignal, delayMs);
    const controller = new AbortController();
    const abort = () => controller.abort(new DOMException("The operation was aborted due to timeout", "TimeoutError"));
    arm(world, { repeats: false, delayMs }, AsyncResource.bind(abort));
    return controller.signal;
  });
}
