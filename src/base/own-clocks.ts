import type { MarkOptions, MeasureOptions, Performance } from "node:perf_hooks";
import { ownDate } from "./own-date.ts";
import type { OwnWorld, Worlds } from "./own-world.ts";
import type { Replace, ReplaceGetter } from "./replacements.ts";

/** So often a program may ask for the time before it has moved; whoever asks more often waits for it to. */
const mostLooks = 1_000_000;

/** Everything that tells the time: it is the time of the caller's world, in milliseconds since 1970 where it usually counts from the start of the process. */
export function ownClocks(replace: Replace, replaceGetter: ReplaceGetter, { find, refuse }: Worlds): void {
  let lookedAtMs = 0;
  let looks = 0;
  const look = ({ clock }: OwnWorld): number => {
    const nowMs = clock.now();
    if (nowMs !== lookedAtMs) looks = 0;
    lookedAtMs = nowMs;
    if (++looks > mostLooks) {
      looks = 0;
      return refuse("a loop that waits for the time to pass");
    }
    return nowMs;
  };
  const nowMs = () => {
    const world = find();
    return world && look(world);
  };
  const seconds = (ms: number): [number, number] => [Math.floor(ms / 1_000), (ms % 1_000) * 1_000_000];

  replace(globalThis, "Date", (old: DateConstructor) => ownDate(old, nowMs));
  replaceGetter(
    Intl.DateTimeFormat.prototype,
    "format",
    (old) =>
      function format(this: unknown) {
        const told = old.call(this as never) as (date?: number | Date) => string;
        return (date?: number | Date) => told(date ?? nowMs());
      },
  );
  replace(
    Intl.DateTimeFormat.prototype,
    "formatToParts",
    (old: Intl.DateTimeFormat["formatToParts"]) =>
      function formatToParts(this: Intl.DateTimeFormat, date?: number | Date) {
        return old.call(this, date ?? nowMs());
      },
  );

  replace(performance, "now", (old: () => number) => () => nowMs() ?? old.call(performance));
  replaceGetter(
    Object.getPrototypeOf(performance) as object,
    "timeOrigin",
    (old) =>
      function timeOrigin(this: unknown) {
        return find() ? 0 : old.call(this as never);
      },
  );
  replace(performance, "mark", (old: Performance["mark"]) => (name: string, options?: MarkOptions) => {
    const startTime = nowMs();
    return old.call(performance, name, startTime === undefined ? options : { startTime, ...options });
  });
  type Measure = (name: string, ...rest: MeasureArguments) => unknown;
  replace(performance, "measure", (old: Measure) => (name: string, ...rest: MeasureArguments) => {
    const end = nowMs();
    return end === undefined ? old.call(performance, name, ...rest) : old.call(performance, name, measured(end, ...rest));
  });

  replace(process, "hrtime", (old: NodeJS.HRTime) => {
    const hrtime = (since?: [number, number]) => {
      const ms = nowMs();
      if (ms === undefined) return old.call(process, since);
      return seconds(ms - (since ? since[0] * 1_000 + Math.floor(since[1] / 1_000_000) : 0));
    };
    return Object.assign(hrtime, {
      bigint: () => {
        const ms = nowMs();
        return ms === undefined ? old.bigint() : BigInt(ms) * 1_000_000n;
      },
    });
  });
  replace(process, "uptime", (old: () => number) => () => {
    const ms = nowMs();
    return ms === undefined ? old.call(process) : ms / 1_000;
  });
}

type MeasureArguments = [startOrOptions?: string | MeasureOptions, endMark?: string];

/** What to measure, where that ends now unless it says otherwise. */
function measured(nowMs: number, startOrOptions: MeasureArguments[0], endMark?: string): MeasureOptions {
  if (typeof startOrOptions !== "object") return { start: startOrOptions ?? 0, end: endMark ?? nowMs };
  const { end, duration } = startOrOptions;
  return end === undefined && duration === undefined ? { ...startOrOptions, end: nowMs } : startOrOptions;
}
