import { EventEmitter } from "eventemitter3";
import type { Engine } from "../../engine/engine.ts";
import type { StepRecord } from "../../engine/records.ts";
import type { Run } from "../../engine/run.ts";
import type { OrderRef } from "../../runtime/context/agent-context.ts";

/** One order as the demo's spectators see it. */
export interface DemoOrder {
  readonly id: string;
  readonly number: string;
  readonly gig: string;
  readonly priceOcmc: number;
  readonly status: string;
  readonly deliveries: number;
  readonly revisions: number;
  readonly tipOcmc: number;
  readonly reviewed: boolean;
  readonly modelUsdNano: number;
  readonly placedAtMs: number;
  readonly closedAtMs: number | null;
}

/** Something worth a line. */
export interface Scene {
  readonly atMs: number;
  readonly agent: string;
  readonly action: string;
  readonly order: DemoOrder;
}

/** Follows both daemons' journals and tells what they add up to. */
export class Story extends EventEmitter<{ scene: [Scene] }> {
  readonly #orders = new Map<string, DemoOrder>();

  follow(engine: Engine): void {
    engine.events.on("stepDone", ({ run, step }) => this.#step(run, step));
  }

  get orders(): readonly DemoOrder[] {
    return [...this.#orders.values()];
  }

  /** Closed = declined, or approved and reviewed. */
  get closed(): number {
    return this.orders.filter((order) => order.status === "cancelled" || order.reviewed).length;
  }

  #step(run: Run, step: StepRecord): void {
    if (step.costUnit === "usd_nano" && run.subject)
      this.#change(run.subject, ({ modelUsdNano }) => ({ modelUsdNano: modelUsdNano + step.cost }));
    if (step.kind !== "action" || step.status !== "done") return;
    const acted = (step.value as { order?: OrderRef } | null)?.order;
    if (!acted) return;
    if (step.name === "placeOrder") this.#place(acted, step);
    else this.#change(acted.id, (order) => afterAction(order, acted, step));
    const order = this.#orders.get(acted.id);
    if (order) this.emit("scene", { atMs: step.endedAtMs ?? step.startedAtMs, agent: step.agent, action: step.name, order });
  }

  #place(placed: OrderRef, step: StepRecord): void {
    const early = this.#orders.get(placed.id);
    this.#orders.set(placed.id, {
      ...newOrder(placed, step),
      ...(early && {
        status: early.status,
        deliveries: early.deliveries,
        modelUsdNano: early.modelUsdNano,
        closedAtMs: early.closedAtMs,
      }),
    });
  }

  /** The seller may be quicker than the buyer's own record of having ordered. */
  #change(id: string, change: (order: DemoOrder) => Partial<DemoOrder>): void {
    const order = this.#orders.get(id) ?? newOrder({ id, orderNumber: "", status: "pending" }, undefined);
    this.#orders.set(id, { ...order, ...change(order) });
  }
}

function newOrder(placed: OrderRef, step: StepRecord | undefined): DemoOrder {
  return {
    id: placed.id,
    number: placed.orderNumber,
    gig: "I will write a short article",
    priceOcmc: step?.cost ?? 0,
    status: placed.status,
    deliveries: 0,
    revisions: 0,
    tipOcmc: 0,
    reviewed: false,
    modelUsdNano: 0,
    placedAtMs: step?.startedAtMs ?? Number.POSITIVE_INFINITY,
    closedAtMs: null,
  };
}

function afterAction(order: DemoOrder, acted: OrderRef, step: StepRecord): Partial<DemoOrder> {
  const closes = step.name === "approve" || step.name === "decline";
  return {
    number: acted.orderNumber,
    status: acted.status,
    deliveries: order.deliveries + (step.name === "deliver" ? 1 : 0),
    revisions: order.revisions + (step.name === "requestRevision" ? 1 : 0),
    tipOcmc: order.tipOcmc + (step.name === "review" && step.costUnit === "ocmc" ? step.cost : 0),
    reviewed: order.reviewed || step.name === "review",
    closedAtMs: closes ? (step.endedAtMs ?? null) : order.closedAtMs,
  };
}
