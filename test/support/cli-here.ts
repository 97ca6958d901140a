import pico from "picocolors";
import type { Clock } from "../../src/base/clock.ts";
import { seededRandom } from "../../src/base/random.ts";
import { RealClock } from "../../src/base/real-clock.ts";
import { runCli } from "../../src/cli/program.ts";

export interface Said {
  readonly code: number;
  /** What went to stdout as JSON. */
  readonly json: readonly Readonly<Record<string, unknown>>[];
  /** What went to stdout for people. */
  readonly text: string;
  /** What went to stderr. */
  readonly told: string;
}

export interface HereOptions {
  readonly env?: Record<string, string | undefined>;
  readonly clock?: Clock;
  readonly stop?: AbortSignal;
  readonly columns?: number;
  /** What is typed or piped when a key is asked for. */
  readonly secret?: string;
}

// Drawn from across calls: two command lines are never the same one again.
const random = seededRandom("cli");

/** Runs one command line in this process. */
export async function cliHere(args: readonly string[], options: HereOptions = {}): Promise<Said> {
  const json: Record<string, unknown>[] = [];
  const text: string[] = [];
  const told: string[] = [];
  const code = await runCli(args, {
    terminal: {
      json: (value) => json.push(value as Record<string, unknown>),
      print: (line) => text.push(line),
      tell: (line) => told.push(line),
      isTty: false,
      columns: options.columns ?? 80,
      colors: pico.createColors(false),
    },
    env: options.env ?? {},
    clock: options.clock ?? new RealClock(),
    random,
    readSecret: async () => options.secret ?? "",
    stop: options.stop ?? new AbortController().signal,
    fatal: (error) => {
      throw error;
    },
  });
  return { code, json, text: text.join("\n"), told: told.join("\n") };
}
