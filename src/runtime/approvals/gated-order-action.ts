import type { Json } from "../../base/json.ts";
import type { Hold } from "../../engine/journal.ts";
import type { Order } from "../../protocol/entities/order.ts";
import type { Role } from "../../protocol/lifecycle.ts";
import type { ActionHeld } from "../context/agent-context.ts";
import type { Execution } from "../execution.ts";
import { assertMayLeave } from "../outgoing/assert-may-leave.ts";
import { isApprovable } from "./approvable.ts";
import { orderSituation } from "./order-situation.ts";

export interface GatedOrderAction {
  /** With the order as just read, before anything else is asked of it. */
  readonly examine: (now: Order) => Promise<void>;
  /** For ActionSpec.hold. */
  readonly hold: (approvalId: string) => Promise<Hold<ActionHeld> | undefined>;
}

/** Leads an action on an order through the execution's gate. One per call: it remembers the order it examined. */
export function gatedOrderAction(
  { execution, role }: { readonly execution: Execution; readonly role: Role },
  { action, params, tipOcmc = 0 }: { readonly action: string; readonly params: Json; readonly tipOcmc?: number },
): GatedOrderAction {
  const { gate } = execution;
  let seen: Order | undefined;
  return {
    examine: async (now) => {
      seen = now;
      assertMayLeave(execution, action, params);
      await gate.examine(orderSituation(execution, role, now));
    },
    hold: async (approvalId) => {
      if (!seen || !isApprovable(action)) return undefined;
      return await gate.hold({
        approvalId,
        action,
        params,
        situation: orderSituation(execution, role, seen),
        order: seen,
        tipOcmc,
      });
    },
  };
}
