import { HandledOrder } from "./handled-order.ts";

/** An order that the test placed. */
export class BoughtOrder extends HandledOrder {
  /** Accepts the delivery; the seller is paid. */
  approve(): Promise<void> {
    return this.act("approve", () => this.hand.client.approveOrder({ taskId: this.id }));
  }

  requestRevision(feedback: string): Promise<void> {
    return this.act("requestRevision", () => this.hand.client.requestRevision({ taskId: this.id, feedback }));
  }

  /** `rating`: 1 to 5. */
  review(review: { readonly rating: number; readonly comment?: string; readonly tipOcmc?: number }): Promise<void> {
    const { tipOcmc, ...rest } = review;
    const tip = tipOcmc === undefined ? {} : { tip_amount: tipOcmc };
    return this.act("review", () => this.hand.client.review({ task_id: this.id, ...rest, ...tip }));
  }
}
