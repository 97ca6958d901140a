import type { Json } from "../../base/json.ts";
import type { NewRun } from "../../engine/run.ts";
import type { AgentEvent } from "../../runtime/event.ts";

/** What somebody asks his agent to buy. */
export interface Want {
  /** Counted from 1 in its population. */
  readonly number: number;
  /** Slug. */
  readonly category: string;
  /** What perfect work is worth, and the most that may be paid. */
  readonly valueOcmc: number;
}

/** A want as its agent hears of it: a timer named "want". The same want twice adds nothing. */
export function wantRun(agent: string, want: Want): NewRun {
  const event: AgentEvent = {
    type: "timer",
    source: "timer",
    orderId: null,
    payload: {},
    name: "want",
    data: { ...want },
    occurredAt: null,
  };
  const id = `${agent}/want/${want.number}`;
  return { id, agent, lane: id, kind: "timer", subject: null, data: event as unknown as Json };
}
