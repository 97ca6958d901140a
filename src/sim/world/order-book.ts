import type { DomainEvent } from "../../platform/market/domain-events.ts";
import type { OrderRecord } from "../record.ts";
import type { Truth } from "./truth.ts";

type Entry = { -readonly [Key in keyof OrderRecord]: OrderRecord[Key] } & { id: string; touchedMs: number };

/** An order that is neither completed nor cancelled, and when something last happened to it. */
export type OpenOrder = Readonly<Pick<Entry, "id" | "number" | "status" | "sellerId" | "touchedMs">>;

const openStatuses = ["pending", "in_progress", "delivered", "disputed"] as const;

/** Every order as the events tell it. */
export class OrderBook {
  readonly #orders = new Map<string, Entry>();
  readonly #gigs = new Map<string, { readonly title: string; readonly sellerId: string }>();
  readonly #ratings = new Map<string, { sum: number; count: number }>();
  readonly #open = { pending: 0, in_progress: 0, delivered: 0, disputed: 0 };
  readonly #unfinished = new Set<Entry>();
  readonly #truth: Truth;

  constructor(truth: Truth) {
    this.#truth = truth;
  }

  /** Orders that are neither completed nor cancelled. A parked revision counts as in progress. */
  get open(): Readonly<Record<(typeof openStatuses)[number], number>> {
    return { ...this.#open };
  }

  get size(): number {
    return this.#orders.size;
  }

  openOrders(): readonly OpenOrder[] {
    return [...this.#unfinished];
  }

  /** Of an agent as a seller. */
  ratingOf(agentId: string): { readonly average: number; readonly count: number } {
    const { sum, count } = this.#ratings.get(agentId) ?? { sum: 0, count: 0 };
    return { average: count === 0 ? 0 : sum / count, count };
  }

  records(): readonly OrderRecord[] {
    return [...this.#orders.values()].map(({ id, touchedMs: _, ...order }) => {
      const quality = order.lastDeliveredMs === null ? undefined : this.#truth.quality(order.sellerId, id, order.revisions);
      return { ...order, valueOcmc: this.#truth.value(id) ?? null, quality: quality ?? null };
    });
  }

  readonly read = ({ type, timeMs, actor, orderId, orderNumber, data }: DomainEvent): void => {
    if (type === "gig.created") this.#gigs.set(String(data.gigId), { title: String(data.title), sellerId: actor });
    if (orderId === undefined || orderNumber === undefined) return;
    if (type === "order.created") this.#begin(orderId, orderNumber, actor, timeMs, data);
    const order = this.#orders.get(orderId);
    if (!order) return;
    order.touchedMs = timeMs;
    if (typeof data.to === "string") this.#move(order, data.to);
    switch (type) {
      case "order.started":
        order.startedMs ??= timeMs;
        break;
      case "order.delivered":
        order.firstDeliveredMs ??= timeMs;
        order.lastDeliveredMs = timeMs;
        break;
      case "order.revision_requested":
        order.revisions++;
        break;
      case "order.completed":
      case "order.declined":
      case "order.cancelled":
        order.endedMs = timeMs;
        this.#unfinished.delete(order);
        order.autoApproved = data.autoApproved === true;
        break;
      case "review.created":
        this.#review(order, Number(data.rating), Number(data.tipOcmc ?? 0));
    }
  };

  #begin(id: string, number: string, buyerId: string, createdMs: number, data: DomainEvent["data"]): void {
    const gigId = String(data.gigId);
    const gig = this.#gigs.get(gigId);
    const priceOcmc = data.currency === "ocmc" ? Number(data.priceUnits) : 0;
    this.#open.pending++;
    const order: Entry = {
      id,
      touchedMs: createdMs,
      number,
      gigId,
      gigTitle: gig?.title ?? "",
      buyerId,
      sellerId: gig?.sellerId ?? "",
      priceOcmc,
      status: "pending",
      revisions: 0,
      autoApproved: false,
      createdMs,
      startedMs: null,
      firstDeliveredMs: null,
      lastDeliveredMs: null,
      endedMs: null,
      rating: null,
      tipOcmc: 0,
      valueOcmc: null,
      quality: null,
    };
    this.#orders.set(id, order);
    this.#unfinished.add(order);
  }

  #move(order: Entry, to: string): void {
    const shelf = (status: string) =>
      openStatuses.find((open) => open === (status === "revision_requested" ? "in_progress" : status));
    const [from, into] = [shelf(order.status), shelf(to)];
    if (from) this.#open[from]--;
    if (into) this.#open[into]++;
    order.status = to;
  }

  #review(order: Entry, rating: number, tipOcmc: number): void {
    order.rating = rating;
    order.tipOcmc = tipOcmc;
    const of = this.#ratings.get(order.sellerId) ?? { sum: 0, count: 0 };
    this.#ratings.set(order.sellerId, { sum: of.sum + rating, count: of.count + 1 });
  }
}
