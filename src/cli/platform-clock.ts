import { InvalidArgumentError } from "commander";
import type { Clock } from "../base/clock.ts";
import { ScaledClock } from "../base/scaled-clock.ts";
import { VirtualClock } from "../base/virtual-clock.ts";

/** What `--clock` says. */
export type ClockMode = { readonly kind: "real" | "manual" } | { readonly kind: "scaled"; readonly factor: number };

/** Reads `real`, `manual` or `scaled:N`, N above 0 and at most a million. */
export function clockMode(text: string): ClockMode {
  if (text === "real" || text === "manual") return { kind: text };
  const factor = Number(/^scaled:(\d+(?:\.\d+)?)$/.exec(text)?.[1]);
  if (factor > 0 && factor <= 1_000_000) return { kind: "scaled", factor };
  throw new InvalidArgumentError(`expected real, manual, or scaled:N with N up to 1000000, received "${text}"`);
}

export function clockText(mode: ClockMode): string {
  return mode.kind === "scaled" ? `scaled, ${mode.factor} times faster` : mode.kind;
}

export interface PlatformClockOptions {
  readonly mode: ClockMode;
  readonly real: Clock;
  /** When the market last saw something; a clock of ours goes on from there. */
  readonly lastEventMs: number | undefined;
  /** With a seed, a new market's manual clock stands at 2026-01-01T00:00:00Z, so that timestamps are reproducible too. */
  readonly seeded: boolean;
}

export function platformClock({ mode, real, lastEventMs, seeded }: PlatformClockOptions): Clock {
  const startMs = Math.max(real.now(), lastEventMs ?? 0);
  switch (mode.kind) {
    case "real":
      return real;
    case "scaled":
      return new ScaledClock({ base: real, factor: mode.factor, startMs });
    case "manual":
      return new VirtualClock(seeded ? (lastEventMs === undefined ? {} : { startMs: lastEventMs }) : { startMs });
  }
}
