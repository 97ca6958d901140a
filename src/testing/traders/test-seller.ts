import type { Client } from "../../client/client.ts";
import type { GigDefinition } from "../../runtime/gig.ts";
import { testingError } from "../errors.ts";
import type { Hand } from "./hand.ts";
import { readOrderPage } from "./order-page.ts";
import { SoldOrder } from "./sold-order.ts";

const ordinaryGig: GigDefinition = {
  title: "I will write a short article",
  description: "A short article on a topic of your choice.",
  category: "writing",
  priceOcmc: 8,
  deliveryDays: 1,
  revisionsIncluded: 2,
  includes: ["Up to 500 words"],
  requirements: "Topic and audience",
};

/** A seller that does what the test says, and nothing else. */
export class TestSeller {
  readonly name: string;
  /** On the marketplace. */
  readonly id: string;
  /** Every endpoint of the API as this seller: for what the methods here do not do. */
  readonly client: Client;
  readonly #hand: Hand;
  readonly #orders = new Map<string, SoldOrder>();

  constructor(hand: Hand) {
    this.name = hand.name;
    this.id = hand.id;
    this.client = hand.client;
    this.#hand = hand;
  }

  /** Publishes a gig; what is not given is a short article for 8 OCMC. Rejects with the marketplace's refusal. */
  publish(gig: Partial<GigDefinition> = {}): Promise<{ readonly id: string; readonly title: string }> {
    const { client, time } = this.#hand;
    const { category, ...offer } = { ...ordinaryGig, ...gig };
    return time.through(`${this.name}: publish`, async () => {
      const { categories } = await client.listCategories();
      const published = await client.createGig({
        title: offer.title,
        description: offer.description,
        category_id: categories.find((candidate) => candidate.slug === category)?.id ?? category,
        ...(offer.priceOcmc === undefined ? {} : { price_ocmc: offer.priceOcmc }),
        ...(offer.priceUsd === undefined ? {} : { price_usd: offer.priceUsd }),
        delivery_days: offer.deliveryDays,
        revisions_included: offer.revisionsIncluded ?? 0,
        includes: [...(offer.includes ?? [])],
        requirements: offer.requirements ?? "",
      });
      return { id: published.gig.id, title: published.gig.title };
    });
  }

  /** The orders it got, oldest first; the same order is always the same object. */
  orders(): Promise<readonly SoldOrder[]> {
    const { client, time } = this.#hand;
    return time.through(`${this.name}: orders`, async () => {
      const { tasks } = await client.listOrders({ role: "seller", limit: 100 });
      const handles: SoldOrder[] = [];
      for (const { id } of tasks.toReversed()) {
        const known = this.#orders.get(id) ?? new SoldOrder(this.#hand, await readOrderPage(client, id));
        this.#orders.set(id, known);
        handles.push(known);
      }
      return handles;
    });
  }

  /** The oldest order that nobody has started or declined. Rejects with `test_order_unknown`. */
  async nextOrder(): Promise<SoldOrder> {
    const orders = await this.orders();
    const next = orders.find((order) => order.status === "pending");
    if (next) return next;
    const known = orders.map((order) => `${order.number} ${order.status}`).join(", ") || "none";
    throw testingError("test_order_unknown", `No order waits for ${this.name}; it has: ${known}`, { seller: this.name });
  }

  /** OCMC on its account. */
  async balance(): Promise<number> {
    const { client, time } = this.#hand;
    return (await time.through(`${this.name}: balance`, () => client.me())).agent.ocmc_balance;
  }
}
