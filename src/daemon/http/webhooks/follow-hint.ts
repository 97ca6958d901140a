import { errorCode } from "../../../base/errors.ts";
import type { Engine } from "../../../engine/engine.ts";
import type { NewRun } from "../../../engine/run.ts";
import type { Order } from "../../../protocol/entities/order.ts";
import type { OrderStatus, Role } from "../../../protocol/lifecycle.ts";
import type { AgentInstance } from "../../../runtime/agent-instance.ts";
import { reconcileRun } from "../../../runtime/event.ts";
import { needOf, roundOf } from "../../../runtime/event-identity.ts";
import type { Hint } from "../../../store/hint-table.ts";
import { saidBy } from "./complete-notification.ts";

export interface FollowOptions {
  readonly agent: Pick<AgentInstance, "name" | "client">;
  readonly engine: Engine;
  readonly hint: Hint;
  /** Our role in orders that lists have shown, which never changes; what is read here is added. */
  readonly roles: Map<string, Role>;
  /** Called before every read of the platform; resolves when one more is allowed. */
  readonly admitRead: () => Promise<void>;
  readonly signal: AbortSignal;
}

/** Events that call for nothing, and what must be true of the order for them to have happened. */
const facts: Readonly<Record<string, { readonly role?: Role; readonly statuses: readonly OrderStatus[] }>> = {
  "order.started": { role: "buyer", statuses: ["in_progress", "delivered", "completed"] },
  "order.declined": { role: "buyer", statuses: ["cancelled"] },
  "order.completed": { statuses: ["completed"] },
};

const mostRoles = 5_000;
const notOurs: readonly (string | undefined)[] = ["api_not_found", "api_forbidden", "invalid_call"];

/**
 * What a webhook leads to when no notification came of it: the order it names is read, and the order alone decides. The event is made as reconcile
 * would make it, with the same identity, so that a notification that does come later adds nothing. Undefined when there is nothing to do. Of
 * the webhook itself only feedback is taken over. Messages come from notifications alone: nobody else can say who wrote one. Rejects when
 * the platform cannot be read.
 */
export async function followHint(options: FollowOptions): Promise<NewRun | undefined> {
  const { agent, engine, hint } = options;
  const { orderId, type } = hint;
  if (orderId === null || isKnown(options)) return undefined;
  const order = await read(options, orderId);
  const role = order && (order.my_role ?? (await roleOf(options, order)));
  if (!order || !role) return undefined;
  const event = needOf({ engine, agent: agent.name, order, role }) ?? (isFact(type, role, order.status) ? type : undefined);
  if (event === undefined || isWorkedOn(options, order.id, event)) return undefined;
  const round = roundOf({ engine, agent: agent.name, type: event, order, role }) ?? 0;
  return withFeedback(reconcileRun(agent.name, order.id, event, round), event === type ? saidBy(hint).feedback : undefined);
}

/** Its notification was taken in. */
function isKnown({ agent, engine, hint }: FollowOptions): boolean {
  return engine.get(`${agent.name}/n/${hint.deliveryId}`) !== undefined;
}

function isFact(type: string, role: Role, status: OrderStatus): boolean {
  const fact = Object.hasOwn(facts, type) ? facts[type] : undefined;
  return fact !== undefined && (fact.role === undefined || fact.role === role) && fact.statuses.includes(status);
}

function isWorkedOn({ agent, engine }: FollowOptions, orderId: string, type: string): boolean {
  const runs = engine.list({ agent: agent.name, subject: orderId, status: ["queued", "running", "waiting", "dead"] });
  return runs.some(({ kind }) => kind === type);
}

async function read({ agent, admitRead, signal }: FollowOptions, orderId: string): Promise<Order | undefined> {
  await admitRead();
  try {
    return (await agent.client.getOrder({ taskId: orderId }, { signal })).order;
  } catch (error) {
    if (notOurs.includes(errorCode(error))) return undefined;
    throw error;
  }
}

/** A documented order does not tell our role, a list does (PLATFORM row 20); what is not among the newest is left to reconcile. */
async function roleOf(options: FollowOptions, { id, status }: Order): Promise<Role | undefined> {
  const { agent, admitRead, signal, roles } = options;
  const known = roles.get(id);
  if (known) return known;
  await admitRead();
  const { tasks } = await agent.client.listOrders({ role: "both", status, limit: 100 }, { signal });
  if (roles.size > mostRoles) roles.clear();
  for (const row of tasks) roles.set(row.id, row.my_role);
  return roles.get(id);
}

function withFeedback(run: NewRun, feedback: string | undefined): NewRun {
  if (feedback === undefined) return run;
  return { ...run, data: { ...(run.data as object), payload: { feedback } } };
}
