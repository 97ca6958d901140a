import { allKinds, kindOf } from "./briefs.ts";
import type { Evidence } from "./evidence.ts";
import type { Kill } from "./kills.ts";
import { committedModelSteps, honestDeadLetters } from "./verdict.ts";

interface Totals {
  readonly seed: string;
  readonly platformKills: number;
  readonly inFlight: number;
  /** Dead letters `crash_loop` that the operator retried. */
  readonly revived: number;
  readonly seconds: number;
}

/** What happened, on one screen. */
export function table(killed: readonly Kill[], evidence: Evidence, totals: Totals): string {
  const { orders, modelCalls, runs, steps, approvals } = evidence;
  const places = Object.groupBy(killed, ({ where }) => where);
  const kinds = Object.groupBy(orders, (order) => kindOf(order.brief));
  const told: [string, string | number][] = [
    ["seed", totals.seed],
    ["kills of the daemon", killed.length],
    ...Object.entries(places).map(([where, list]): [string, number] => [`  ${where}`, list?.length ?? 0]),
    ["kills of the server", totals.platformKills],
    ["orders", orders.length],
    ...allKinds.map((kind): [string, number] => [`  ${kind}`, kinds[kind]?.length ?? 0]),
    ["runs", runs.length],
    ["  actions", steps.filter(({ kind }) => kind === "action").length],
    ["  decided by a person", approvals.filter(({ status }) => status === "carried_out" || status === "rejected").length],
    ["model calls", modelCalls],
    ["  committed", committedModelSteps(evidence)],
    ["  in flight at kills", totals.inFlight],
    ["tips of unknown outcome", honestDeadLetters(evidence)],
    ["given up as crash_loop, retried", totals.revived],
    ["seconds", totals.seconds.toFixed(1)],
  ];
  return `${told.map(([name, value]) => `${name.padEnd(34)}${value}`).join("\n")}\n`;
}
