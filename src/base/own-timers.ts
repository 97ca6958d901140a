import { AsyncResource } from "node:async_hooks";
import type { Timer } from "./clock.ts";
import type { OwnWorld } from "./own-world.ts";

type Callback = (...args: unknown[]) => void;
type Arm = (callback: Callback, delayMs?: number, ...args: unknown[]) => unknown;
type Clear = (handle: unknown) => void;

/** What `setTimeout` answers in a world of its own: enough of Node's Timeout to be passed around. */
class OwnTimeout {
  readonly #cancel: () => void;

  constructor(cancel: () => void) {
    this.#cancel = cancel;
  }

  cancel(): void {
    this.#cancel();
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return true;
  }

  [Symbol.dispose](): void {
    this.#cancel();
  }
}

/** The timers of Node's globals, by name: each made from the one that it replaces. */
export function ownTimers(find: () => OwnWorld | undefined) {
  const set =
    (repeats: boolean) =>
    (old: Arm) =>
    (callback: Callback, delayMs?: number, ...args: unknown[]) => {
      const world = find();
      if (!world) return old(callback, delayMs, ...args);
      return arm(world, repeats, callback, delayMs ?? 1, args);
    };
  const clear = (old: Clear) => (handle: unknown) => (handle instanceof OwnTimeout ? handle.cancel() : old(handle));
  const immediate =
    (old: (callback: Callback, ...args: unknown[]) => unknown) =>
    (callback: Callback, ...args: unknown[]) => {
      const world = find();
      return world ? arm(world, false, callback, 0, args) : old(callback, ...args);
    };
  return {
    globals: {
      setTimeout: set(false),
      setInterval: set(true),
      setImmediate: immediate,
      clearTimeout: clear,
      clearInterval: clear,
      clearImmediate: clear,
    },
    promises: {
      setTimeout:
        (old: (delayMs?: number, value?: unknown, options?: { signal?: AbortSignal }) => Promise<unknown>) =>
        async (delayMs?: number, value?: unknown, options?: { signal?: AbortSignal }) => {
          const world = find();
          if (!world) return await old(delayMs, value, options);
          await world.clock.sleep(delayMs ?? 1, options?.signal);
          return value;
        },
      setImmediate: (old: (value?: unknown) => Promise<unknown>) => async (value?: unknown) => {
        const world = find();
        if (!world) return await old(value);
        await world.clock.sleep(0);
        return value;
      },
    },
    abortAfter: (old: (delayMs: number) => AbortSignal) => (delayMs: number) => {
      const world = find();
      return world ? world.clock.deadline(delayMs).signal : old.call(AbortSignal, delayMs);
    },
  };
}

/** While a timer is pending, whoever set it counts as waiting for time. */
function arm({ clock }: OwnWorld, repeats: boolean, callback: Callback, delayMs: number, args: unknown[]): OwnTimeout {
  const { promise: pending, resolve: end } = Promise.withResolvers<void>();
  const fire = AsyncResource.bind(() => {
    if (repeats) next();
    else end();
    callback(...args);
  });
  let timer: Timer;
  const next = () => {
    timer = clock.after(Math.max(1, delayMs || 0) * Number(delayMs !== 0), fire);
  };
  next();
  void clock.idle(pending);
  return new OwnTimeout(() => {
    timer.cancel();
    end();
  });
}
