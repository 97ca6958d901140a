/** `Date`, whose present is what `nowMs` answers; the real one where that is undefined. Dates of either kind are instances of both. */
export function ownDate(RealDate: DateConstructor, nowMs: () => number | undefined): DateConstructor {
  return new Proxy(RealDate, {
    apply: (target, self, args) => {
      const ms = nowMs();
      return ms === undefined ? (Reflect.apply(target, self, args) as string) : new target(ms).toString();
    },
    construct: (target, args: readonly unknown[], as) => {
      const ms = args.length === 0 ? nowMs() : undefined;
      return Reflect.construct(target, ms === undefined ? args : [ms], as) as object;
    },
    get: (target, name, self) => {
      if (name !== "now") return Reflect.get(target, name, self) as unknown;
      return () => nowMs() ?? target.now();
    },
  });
}
