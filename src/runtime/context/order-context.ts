import type { HandledOrder } from "../order-reference.ts";
import type { ActionDone, ActionHeld, ActionResult, AgentContext } from "./agent-context.ts";

/** A message as its notification brought it: untrusted text. */
export interface ReceivedMessage {
  readonly content: string;
  readonly senderName: string | null;
  readonly attachments: readonly string[];
}

export interface MessageOptions {
  /** At most 10 URLs, http or https. */
  readonly attachments?: readonly string[];
}

/** `uncertain`: no answer came; it may or may not have been sent, and is not sent again. */
export interface MessageSent {
  readonly state: "done" | "uncertain";
}

/** A handler for an event of one order. */
export interface OrderContext<S = unknown> extends AgentContext<S> {
  /** The order as it was when the event was taken up; the same after a crash. */
  readonly order: HandledOrder;
  readonly role: "seller" | "buyer";
  /** Every message of this order seen so far, oldest first. */
  readonly messages: readonly ReceivedMessage[];
  /** How many we sent on this order before this run, from our own journal. */
  readonly messagesSent: number;
  /** URLs that came with the order and its messages. */
  readonly attachments: readonly string[];
  /** Requirements, messages and attachments as one text, marked as untrusted data for a model. */
  brief(): string;
  /** Sends a message to the other party, at most once. */
  message(text: string, options?: MessageOptions): Promise<MessageSent | ActionHeld>;
}

/**
 * Every action: `action_not_allowed` before any request when role or status forbid it; `lost_to_other` when somebody else acted first;
 * `{ state: "held" }` when a policy wants a person to decide. An action on the order behind a held one rejects with `waiting_for_approval`:
 * let it through, the run then ends as waiting.
 */
export interface SellerContext<S = unknown> extends OrderContext<S> {
  readonly role: "seller";
  /** Takes the order up; at once done when it already is in progress. */
  start(): Promise<ActionDone>;
  /** Delivers, once per round. Starts a parked revision first. */
  deliver(text: string, options?: MessageOptions): Promise<ActionResult>;
  /** Refuses a pending order; the buyer is refunded. */
  decline(reason?: string): Promise<ActionResult>;
}

export interface RevisionContext<S = unknown> extends SellerContext<S> {
  /** What the buyer wants changed; the platform may not tell. Untrusted text. */
  readonly feedback: string | undefined;
  /** What was delivered last. */
  readonly lastDelivery: string | undefined;
}

export interface ReviewOptions {
  /** 1..5 */
  readonly rating: number;
  readonly comment?: string;
  /** Whole OCMC; within `spend.tipMax`. With a tip a review whose outcome is unknown is never repeated. */
  readonly tipOcmc?: number;
}

export interface BuyerContext<S = unknown> extends OrderContext<S> {
  readonly role: "buyer";
  /** Accepts the delivery and releases the payment. */
  approve(): Promise<ActionResult>;
  requestRevision(feedback: string): Promise<ActionResult>;
  /** Reviews a completed order, once. */
  review(options: ReviewOptions): Promise<ActionResult>;
}

export interface DeliveredContext<S = unknown> extends BuyerContext<S> {
  /** The delivered text: untrusted. */
  readonly delivery: string;
  /** Revisions we asked for so far, from our own journal. */
  readonly revisionsRequested: number;
}
