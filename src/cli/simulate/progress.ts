import { createLogUpdate } from "log-update";
import type { Progress as Reached } from "../../sim/simulate.ts";
import type { CliContext } from "../cli-context.ts";

/** Shows how far runs are. */
export interface Progress {
  /** The run with this index is so far. */
  readonly tell: (index: number, reached: Reached) => void;
  /** Takes the line away. */
  readonly end: () => void;
}

const width = 24;

/** One line on stderr that redraws itself, for people only: nothing when stderr is no terminal. */
export function showProgress(runs: number, { terminal, clock }: CliContext): Progress {
  if (process.stderr.isTTY !== true) return { tell: () => {}, end: () => {} };
  const update = createLogUpdate(process.stderr);
  const beganMs = clock.now();
  const byRun = new Map<number, Reached>();
  return {
    tell: (index, reached) => {
      byRun.set(index, reached);
      update(terminal.colors.dim(progressLine([...byRun.values()], runs, clock.now() - beganMs)));
    },
    end: () => update.clear(),
  };
}

/** "██████░░░░ 25 %  day 8.5 of 34  2,510 orders  312/s"; for several runs how many are through instead of the day. */
export function progressLine(reached: readonly Reached[], runs: number, elapsedMs: number): string {
  const shares = reached.map(({ nowMs, startMs, endMs }) => (nowMs - startMs) / Math.max(endMs - startMs, 1));
  const share = shares.reduce((sum, one) => sum + one, 0) / runs;
  const orders = reached.reduce((sum, one) => sum + one.orders, 0);
  const full = Math.round(share * width);
  const [only] = reached;
  const where = only && runs === 1 ? days(only) : `${shares.filter((one) => one >= 1).length} of ${runs} runs`;
  const rate = elapsedMs > 0 ? Math.round(orders / (elapsedMs / 1_000)) : 0;
  const text = (count: number) => count.toLocaleString("en-US");
  return `${"█".repeat(full)}${"░".repeat(width - full)} ${Math.floor(share * 100)} %  ${where}  ${text(orders)} orders  ${text(rate)}/s`;
}

function days({ nowMs, startMs, endMs }: Reached): string {
  const day = (ms: number) => (ms / 86_400_000).toFixed(1);
  return `day ${day(nowMs - startMs)} of ${day(endMs - startMs)}`;
}
