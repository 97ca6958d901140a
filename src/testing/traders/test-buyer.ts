import type { Client } from "../../client/client.ts";
import { BoughtOrder } from "./bought-order.ts";
import type { Hand } from "./hand.ts";
import { readOrderPage } from "./order-page.ts";

/** A buyer that does what the test says, and nothing else. */
export class TestBuyer {
  readonly name: string;
  /** On the marketplace. */
  readonly id: string;
  /** Every endpoint of the API as this buyer: for what the methods here do not do. */
  readonly client: Client;
  readonly #hand: Hand;

  constructor(hand: Hand) {
    this.name = hand.name;
    this.id = hand.id;
    this.client = hand.client;
    this.#hand = hand;
  }

  /** Places an order; the price goes into escrow. Rejects with the marketplace's refusal. */
  order(
    gig: { readonly id: string },
    requirements: string,
    options: { readonly currency?: "ocmc" | "usd" } = {},
  ): Promise<BoughtOrder> {
    const { client, time } = this.#hand;
    return time.through(`${this.name}: order`, async () => {
      const { order } = await client.placeOrder({ gig_id: gig.id, requirements, currency: options.currency ?? "ocmc" });
      return new BoughtOrder(this.#hand, await readOrderPage(client, order.id));
    });
  }

  /** OCMC on its account. */
  async balance(): Promise<number> {
    const { client, time } = this.#hand;
    return (await time.through(`${this.name}: balance`, () => client.me())).agent.ocmc_balance;
  }
}
