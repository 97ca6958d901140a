import type { Json } from "../../base/json.ts";
import type { ActionSpec, Intent, Resolution } from "../../engine/journal.ts";
import type { Order } from "../../protocol/entities/order.ts";
import { allowedActions, isAllowed, type OrderAction, type OrderStatus, type Role } from "../../protocol/lifecycle.ts";
import { gatedOrderAction } from "../approvals/gated-order-action.ts";
import type { ActionDone, ActionResult } from "../context/agent-context.ts";
import { runtimeError } from "../errors.ts";
import type { Execution } from "../execution.ts";
import { deliveryHash, orderBeforeAction, type PreImage, preImageOf, readOrder } from "../order-reading.ts";
import type { HandledOrder } from "../order-reference.ts";
import { attempt } from "../send-outcome.ts";

/** The order an action is about, as its handler sees it. */
export interface ActionScope {
  readonly execution: Execution;
  readonly order: HandledOrder;
  readonly role: Role;
  /** The status in which our own actions of this run left the order: another one is somebody else's doing. */
  ours: OrderStatus;
  /** Hash of the delivered text that this run has seen, or delivered itself: with another one, the order is in a round that it knows nothing of. */
  seenDelivery: string;
}

export interface OrderActionSpec {
  readonly action: OrderAction;
  readonly params: Json;
  /** It answers a delivery, or follows the last one: only as long as that is the one the run has seen. */
  readonly ofRound?: boolean;
  /** The status the platform shows afterwards. */
  readonly becomes: OrderStatus;
  /** What else it changes in what is read. */
  readonly changes?: Partial<Pick<Order, "delivery_text">>;
  /** The request. The intent's id travels as the idempotency key, on which nothing relies. */
  readonly request: (intent: Intent, signal: AbortSignal) => Promise<unknown>;
  /** Reads an order after an unknown outcome: was it us, nobody, or somebody else? See the table in docs/reliability.md. */
  readonly resolve: (now: Order, before: PreImage) => "done" | "absent" | "conflict" | "unknown";
  readonly cost?: ActionSpec<ActionDone>["cost"];
}

/** An action that moves an order along its lifecycle: gate and legality from a fresh reading, intent, request, result. */
export async function orderAction(scope: ActionScope, spec: OrderActionSpec): Promise<ActionResult> {
  const { execution, order } = scope;
  const done: ActionDone = { state: "done", order: { id: order.id, orderNumber: order.order_number, status: spec.becomes } };
  const { examine, hold } = gatedOrderAction(scope, spec);
  let before: Order | undefined;
  const result = await execution.journal.action<ActionResult>({
    name: spec.action,
    subject: order.id,
    params: spec.params,
    ...(spec.cost ? { cost: spec.cost } : {}),
    prepare: async () => {
      const now = await orderBeforeAction(execution, order.id);
      await examine(now);
      assertAllowed(scope, spec.action, now);
      before = now;
      if (spec.ofRound) assertSameRound(scope, spec.action, now);
      return { ...preImageOf(now) };
    },
    hold,
    waitsForHeld: true,
    send: (intent, signal) =>
      attempt(async () => {
        const sentAtMs = execution.clock.now();
        execution.lastSeen.forget();
        await spec.request(intent, signal);
        if (before) execution.lastSeen.note({ ...before, ...spec.changes, status: spec.becomes }, sentAtMs);
        return done;
      }),
    readBack: async (intent) => {
      const now = await readOrder(execution, order.id);
      return resolution(spec.resolve(now, intent.preImage as unknown as PreImage), done, `the order is ${now.status}`);
    },
  });
  if (result.state === "done") scope.ours = spec.becomes;
  return result;
}

function resolution(state: "done" | "absent" | "conflict" | "unknown", done: ActionDone, reason: string): Resolution<ActionDone> {
  if (state === "done") return { state, result: done };
  return state === "absent" ? { state } : { state, reason };
}

/**
 * The status alone does not tell that a round has passed: a delivery was sent back and answered by somebody else, or by ourselves in a life that this
 * journal has forgotten (a restored backup).
 */
function assertSameRound({ seenDelivery, role }: ActionScope, action: OrderAction, now: Order): void {
  if (deliveryHash(now.delivery_text) === seenDelivery) return;
  throw runtimeError("action_not_allowed", `${action}: there is another delivery than the one this run knows of`, {
    action,
    role,
    status: now.status,
    allowed: allowedActions(role, now.status),
    changed: true,
  });
}

/** Rejects an action that role and status forbid, before any request. `changed`: somebody else moved the order since the handler began. */
export function assertAllowed({ ours, role }: ActionScope, action: OrderAction, now: Order): void {
  if (isAllowed(action, role, now.status)) return;
  const allowed = allowedActions(role, now.status);
  throw runtimeError(
    "action_not_allowed",
    `${action}: not possible for the ${role} of an order that is ${now.status}; possible: ${allowed.join(", ") || "nothing"}`,
    {
      action,
      role,
      status: now.status,
      allowed,
      changed: now.status !== ours,
    },
  );
}
