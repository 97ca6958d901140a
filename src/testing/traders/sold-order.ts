import { HandledOrder } from "./handled-order.ts";

/** An order that somebody placed with the test's own seller. */
export class SoldOrder extends HandledOrder {
  start(): Promise<void> {
    return this.act("start", () => this.hand.client.startOrder({ taskId: this.id }));
  }

  deliver(text: string, options: { readonly attachments?: readonly string[] } = {}): Promise<void> {
    const attachments = [...(options.attachments ?? [])];
    return this.act("deliver", () =>
      this.hand.client.sendMessage({ taskId: this.id, content: text, isDelivery: true, attachments }),
    );
  }

  /** The buyer gets the money back. */
  decline(reason?: string): Promise<void> {
    return this.act("decline", () =>
      this.hand.client.declineOrder({ taskId: this.id, ...(reason === undefined ? {} : { reason }) }),
    );
  }
}
