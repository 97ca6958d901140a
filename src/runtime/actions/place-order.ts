import type { Intent, Resolution } from "../../engine/journal.ts";
import type { OrderRow } from "../../protocol/entities/order.ts";
import type { GigSituation } from "../approvals/situation.ts";
import type { ActionDone, ActionResult, OrderRef, PlaceOrderOptions } from "../context/agent-context.ts";
import { runtimeError } from "../errors.ts";
import type { Execution } from "../execution.ts";
import { readOrder } from "../order-reading.ts";
import { reference } from "../order-reference.ts";
import { assertMayLeave } from "../outgoing/assert-may-leave.ts";
import { attempt } from "../send-outcome.ts";
import { dailySpend, refuseAbove } from "../spend.ts";
import { rememberStrangers, strangersAmong, strangersOf } from "../strange-orders.ts";

/** How long an order may stay invisible after an unknown outcome before it counts as not placed. */
const absentAfterMs = 60_000;
const newestOrders = 100;

/**
 * The order carries our intent as `[ref …]` at the end of its requirements, since the API knows no idempotency: after a lost answer the newest
 * own orders are read one by one until it is found, or until it could no longer be on its way.
 */
export async function placeOrder(execution: Execution, options: PlaceOrderOptions): Promise<ActionResult> {
  const { agent, clock } = execution;
  const currency = options.currency ?? "ocmc";
  const price = currency === "ocmc" ? options.gig.price_ocmc : options.gig.price_usd;
  if (typeof price !== "number") {
    throw runtimeError("gig_not_orderable", `The gig "${options.gig.title}" has no price in ${currency}`, {
      gigId: options.gig.id,
      currency,
    });
  }
  const body = { gig_id: options.gig.id, requirements: options.requirements, currency };
  const { id: gigId, title, category } = options.gig;
  const situation: GigSituation = { about: "gig", gigId, title, category: category?.slug ?? null, price, currency };
  const params = { ...body, price };
  return await execution.journal.action<ActionResult>({
    name: "placeOrder",
    subject: options.gig.id,
    params,
    ...(currency === "ocmc" ? { cost: { unit: "ocmc", amount: price, limits: dailySpend(agent, clock.now()) } } : {}),
    prepare: async () => {
      assertMayLeave(execution, "placeOrder", params);
      if (currency === "ocmc") refuseAbove("spend.ocmcPerOrder", agent.spend.ocmcPerOrder, price);
      await execution.gate.examine(situation);
      const newest = await page(execution, 0);
      return { known: newest.map(({ id }) => id), strangers: strangersAmong(execution, newest) };
    },
    hold: (approvalId) => execution.gate.hold({ approvalId, action: "placeOrder", params, situation, tipOcmc: 0 }),
    send: (intent, signal) =>
      attempt(async () => {
        const earlier = await findAmong(execution, intent, strangersOf(intent));
        if (earlier) return { state: "done" as const, order: earlier };
        await rememberStrangers(execution, strangersOf(intent));
        const placed = { ...body, requirements: `${body.requirements}\n\n${reference(intent.id)}` };
        const { order } = await agent.client.placeOrder(placed, { signal, idempotencyKey: intent.id });
        return { state: "done" as const, order: { id: order.id, orderNumber: order.order_number, status: order.status } };
      }),
    readBack: (intent) => findPlaced(execution, intent),
  });
}

async function page(execution: Execution, offset: number): Promise<readonly OrderRow[]> {
  const filter = { role: "buyer", limit: newestOrders, offset } as const;
  return (await execution.agent.client.listOrders(filter, { signal: execution.signal })).tasks;
}

/** Ids of own orders that were not known before the intent, newest first. Rows shift while orders come: pages overlap by nothing, repeats are dropped. */
async function youngerOrders(execution: Execution, known: ReadonlySet<string>): Promise<ReadonlySet<string>> {
  const younger = new Set<string>();
  for (let offset = 0; ; ) {
    const rows = await page(execution, offset);
    for (const row of rows) if (!known.has(row.id)) younger.add(row.id);
    if (rows.length === 0 || rows.some((row) => known.has(row.id))) return younger;
    offset += rows.length;
  }
}

async function findPlaced(execution: Execution, intent: Intent): Promise<Resolution<ActionDone>> {
  const { known } = intent.preImage as { readonly known: readonly string[] };
  const found = await findAmong(execution, intent, [...(await youngerOrders(execution, new Set(known)))]);
  if (found) return { state: "done", result: { state: "done", order: found } };
  const decidedAtMs = intent.sentAtMs + absentAfterMs;
  if (execution.clock.now() >= decidedAtMs) return { state: "absent" };
  return { state: "undecided", retryAtMs: decidedAtMs, reason: `the order with ${reference(intent.id)} is not visible yet` };
}

/** The order among these that carries our intent. */
async function findAmong(execution: Execution, intent: Intent, ids: readonly string[]): Promise<OrderRef | undefined> {
  for (const id of ids) {
    const order = await readOrder(execution, id);
    if ((order.requirements ?? "").includes(reference(intent.id)))
      return { id: order.id, orderNumber: order.order_number, status: order.status };
  }
  return undefined;
}
