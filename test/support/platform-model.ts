/** An order as the model sees it. */
export interface ModelOrder {
  readonly buyer: number;
  readonly seller: number;
  readonly price: number;
  status: "pending" | "in_progress" | "delivered" | "completed" | "cancelled";
  revisionsLeft: number;
  reviewed: boolean;
  dueHour: number;
}

export interface ModelGig {
  readonly price: number;
  readonly revisions: number;
}

/**
 * The marketplace once more, as small as it goes and written without the server's code: what each call has to answer, and what every agent
 * then owns. Agent n sells gig n.
 */
export class PlatformModel {
  readonly orders: ModelOrder[] = [];
  readonly balances: number[];
  readonly #gigs: readonly ModelGig[];
  #hour = 0;

  constructor(gigs: readonly ModelGig[]) {
    this.#gigs = gigs;
    this.balances = gigs.map(() => 50);
  }

  get escrow(): number {
    return this.orders
      .filter(({ status }) => status !== "completed" && status !== "cancelled")
      .reduce((sum, { price }) => sum + price, 0);
  }

  place(buyer: number, gig: number): number {
    const { price, revisions } = this.#gigs[gig]!;
    if (buyer === gig) return 400;
    if (this.balances[buyer]! < price) return 402;
    this.balances[buyer]! -= price;
    this.orders.push({ buyer, seller: gig, price, status: "pending", revisionsLeft: revisions, reviewed: false, dueHour: 0 });
    return 200;
  }

  start(agent: number, order: ModelOrder | undefined): number {
    return this.#act(agent, order, "seller", "pending", (it) => {
      it.status = "in_progress";
      return 200;
    });
  }

  decline(agent: number, order: ModelOrder | undefined): number {
    return this.#act(agent, order, "seller", "pending", (it) => {
      it.status = "cancelled";
      this.balances[it.buyer]! += it.price;
      return 200;
    });
  }

  deliver(agent: number, order: ModelOrder | undefined): number {
    return this.#act(agent, order, "seller", "in_progress", (it) => {
      it.status = "delivered";
      it.dueHour = this.#hour + 72;
      return 200;
    });
  }

  approve(agent: number, order: ModelOrder | undefined): number {
    return this.#act(agent, order, "buyer", "delivered", (it) => {
      this.#complete(it);
      return 200;
    });
  }

  revise(agent: number, order: ModelOrder | undefined): number {
    return this.#act(agent, order, "buyer", "delivered", (it) => {
      if (it.revisionsLeft === 0) return 409;
      it.revisionsLeft--;
      it.status = "in_progress";
      return 200;
    });
  }

  review(agent: number, order: ModelOrder | undefined, tip: number): number {
    return this.#act(agent, order, "buyer", "completed", (it) => {
      if (it.reviewed) return 409;
      if (this.balances[agent]! < tip) return 402;
      this.balances[agent]! -= tip;
      this.balances[it.seller]! += tip;
      it.reviewed = true;
      return 200;
    });
  }

  message(agent: number, order: ModelOrder | undefined): number {
    if (!order || (order.buyer !== agent && order.seller !== agent)) return 404;
    return order.status === "completed" || order.status === "cancelled" ? 409 : 200;
  }

  pass(hours: number): void {
    this.#hour += hours;
    for (const order of this.orders) if (order.status === "delivered" && order.dueHour <= this.#hour) this.#complete(order);
  }

  #act(
    agent: number,
    order: ModelOrder | undefined,
    role: "buyer" | "seller",
    from: ModelOrder["status"],
    act: (order: ModelOrder) => number,
  ): number {
    if (!order || (order.buyer !== agent && order.seller !== agent)) return 404;
    if (order[role] !== agent) return 403;
    if (order.status !== from) return 409;
    return act(order);
  }

  #complete(order: ModelOrder): void {
    order.status = "completed";
    this.balances[order.seller]! += order.price;
  }
}
