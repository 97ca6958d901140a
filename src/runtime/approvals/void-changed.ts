import { errorCode } from "../../base/errors.ts";
import type { Order } from "../../protocol/entities/order.ts";
import type { Role } from "../../protocol/lifecycle.ts";
import type { Execution } from "../execution.ts";
import { approvalEventRun } from "./approval-runs.ts";
import { orderSituation } from "./order-situation.ts";
import { difference, type Situation } from "./situation.ts";

/**
 * With an order as just read for a new event: what is held on it and no longer fits is void at once, so that nobody is asked in vain. Only for a
 * reading that is younger than the holds; the lane sees to that, since whoever held something in it has come to its end. The handler
 * hears of each.
 */
export async function voidChanged(execution: Execution, role: Role, order: Order): Promise<void> {
  const { agent, engine, run, log } = execution;
  const held = engine.approvals.list({ agent: agent.name, orderId: order.id, status: ["held"] });
  for (const approval of held) {
    const then = approval.situation as unknown as Situation;
    const why = then.about === "order" ? difference(then, orderSituation(execution, role, order)) : undefined;
    if (why === undefined) continue;
    const reason = `${approval.action}: ${why}`;
    log.warn({ approval: approval.id, reason }, "a held action is void: things are not as they were");
    const event = approvalEventRun(approval, "action.invalidated");
    await engine.approvals.change({ id: approval.id, to: "invalidated", by: run.id, reason }, [event]).catch((error: unknown) => {
      if (errorCode(error) !== "approval_closed") throw error;
    });
  }
}
