import type { Engine } from "../../engine/engine.ts";
import type { StepRecord } from "../../engine/records.ts";
import type { Run } from "../../engine/run.ts";
import type { OrderRef } from "../../runtime/context/agent-context.ts";
import { usd } from "../readable-figures.ts";

/** Something that an agent did or failed to do, for the person who watches. */
export interface Happening {
  readonly agent: string;
  readonly what: string;
  /** The order's number, or empty. */
  readonly order: string;
  readonly note: string;
  readonly isTrouble: boolean;
}

/** Tells what the agents do: actions, model calls, failures. Notification traffic and plain steps are left out. */
export function followAgents({ events }: Pick<Engine, "events">, tell: (happening: Happening) => void): void {
  const numbers = new Map<string, string>();
  const orderOf = ({ subject }: Run) => (subject === null ? "" : (numbers.get(subject) ?? ""));
  events.on("stepDone", ({ run, step }) => {
    const order = acted(step);
    if (order) numbers.set(order.id, order.orderNumber);
    const about = { agent: run.agent, order: order?.orderNumber ?? orderOf(run) };
    if (step.name.startsWith("model:") && step.status === "done")
      tell({ ...about, what: step.name.replace(":", " "), note: usd(step.cost), isTrouble: false });
    else if (step.kind === "action" && step.status === "done")
      tell({ ...about, what: step.name, note: order?.status ?? "", isTrouble: false });
    else if (step.kind === "action" && step.status !== "intent")
      tell({ ...about, what: step.name, note: step.status, isTrouble: step.status !== "held" });
  });
  events.on("runEnded", ({ run, outcome }) => {
    if (outcome.kind !== "retry" && outcome.kind !== "dead") return;
    const what = outcome.kind === "dead" ? `${run.kind} given up` : `${run.kind} failed, comes again`;
    tell({ agent: run.agent, order: orderOf(run), what, note: `${outcome.code}: ${outcome.reason}`, isTrouble: true });
  });
}

function acted({ value, status }: StepRecord): OrderRef | undefined {
  if (status !== "done" || typeof value !== "object" || value === null) return undefined;
  const { order } = value as { order?: Partial<OrderRef> };
  return order?.id !== undefined && order.orderNumber !== undefined ? (order as OrderRef) : undefined;
}
