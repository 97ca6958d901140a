import type { Clock } from "../base/clock.ts";
import type { Random } from "../base/random.ts";
import type { Terminal } from "./terminal.ts";

/** What a command gets from the process; tests pass their own. */
export interface CliContext {
  readonly terminal: Terminal;
  /** Grows by the `.env` beside the configuration that is read. */
  readonly env: Record<string, string | undefined>;
  readonly clock: Clock;
  readonly random: Random;
  /** A key or the like, from whoever called the command: asked for without showing it, or read from a pipe. */
  readonly readSecret: (question: string) => Promise<string>;
  /** Aborts when the process is asked to stop (SIGTERM, SIGINT). */
  readonly stop: AbortSignal;
  /** Ends the process at once: the database can promise nothing any more. */
  readonly fatal: (error: Error) => void;
}
