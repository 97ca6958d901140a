import type { DomainEvent } from "../../platform/market/domain-events.ts";
import type { Order } from "../../protocol/entities/order.ts";
import type { OrderStatus } from "../../protocol/lifecycle.ts";
import type { Hand } from "./hand.ts";
import { type OrderMessage, type OrderPage, readOrderPage } from "./order-page.ts";

/** An order in a test's hand. It shows what its side saw last: after its own actions, and whenever the market has settled or time was let pass. */
export class HandledOrder {
  readonly id: string;
  /** `OCM-10001`. */
  readonly number: string;
  protected readonly hand: Hand;
  #page: OrderPage;

  constructor(hand: Hand, page: OrderPage) {
    this.hand = hand;
    this.#page = page;
    this.id = page.order.id;
    this.number = page.order.order_number;
    hand.keep(this);
  }

  /** Every field the marketplace shows. */
  get fields(): Order {
    return this.#page.order;
  }

  get status(): OrderStatus {
    return this.fields.status;
  }

  get requirements(): string {
    return this.fields.requirements ?? "";
  }

  /** The latest delivery's text; undefined before the first. */
  get delivery(): string | undefined {
    return this.fields.delivery_text ?? undefined;
  }

  /** Oldest first, deliveries included. */
  get messages(): readonly OrderMessage[] {
    return this.#page.messages;
  }

  /** What happened, in order: `["order.created", "order.started", "order.delivered"]`. */
  get history(): readonly DomainEvent["type"][] {
    return this.hand.events(this.id).map((event) => event.type);
  }

  /** Sends a message to the other side. */
  message(text: string, options: { readonly attachments?: readonly string[] } = {}): Promise<void> {
    const attachments = [...(options.attachments ?? [])];
    return this.act("message", () =>
      this.hand.client.sendMessage({ taskId: this.id, content: text, isDelivery: false, attachments }),
    );
  }

  /** Reads it anew; `settle` and `advance` do. */
  async refresh(): Promise<void> {
    this.#page = await readOrderPage(this.hand.client, this.id);
  }

  /** Rejects with the marketplace's refusal (`api_conflict`, `api_forbidden`, …). */
  protected act(name: string, send: () => Promise<unknown>): Promise<void> {
    return this.hand.time.through(`${this.hand.name}: ${name}`, async () => {
      await send();
      await this.refresh();
    });
  }
}
