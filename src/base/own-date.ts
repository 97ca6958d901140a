import type { OwnWorld } from "./own-world.ts";

/** `Date`, whose present is that of the caller's world. Dates of either kind are instances of both. */
export function ownDate(RealDate: DateConstructor, find: () => OwnWorld | undefined): DateConstructor {
  return new Proxy(RealDate, {
    apply: (target, self, args) => {
      const world = find();
      return world ? new target(world.clock.now()).toString() : (Reflect.apply(target, self, args) as string);
    },
    construct: (target, args: readonly unknown[], as) => {
      const world = args.length === 0 ? find() : undefined;
      return Reflect.construct(target, world ? [world.clock.now()] : args, as) as object;
    },
    get: (target, name, self) => {
      if (name !== "now") return Reflect.get(target, name, self) as unknown;
      return () => find()?.clock.now() ?? target.now();
    },
  });
}
