import type { Json } from "../../base/json.ts";
import type { Hold } from "../../engine/journal.ts";
import type { Order } from "../../protocol/entities/order.ts";
import type { ActionHeld } from "../context/agent-context.ts";
import type { ApprovableAction } from "./approvable.ts";
import type { Situation } from "./situation.ts";

/** An action about to begin, as its gate judges it. */
export interface GatedAction {
  readonly approvalId: string;
  readonly action: ApprovableAction;
  /** As they would be sent. */
  readonly params: Json;
  readonly situation: Situation;
  /** The order as just read; absent for one that is yet to be placed. */
  readonly order?: Order;
  /** A review's tip; 0 for anything else. */
  readonly tipOcmc: number;
}

/** What stands between a call in a handler and the intent: asked once per action, never again when something is recorded. */
export interface ActionGate {
  /** Sees how things are right now. Rejects with `approval_invalidated` when an approval was given for something else. */
  examine(now: Situation): Promise<void>;
  /** What to freeze for a person; undefined to go on. */
  hold(action: GatedAction): Promise<Hold<ActionHeld> | undefined>;
}
