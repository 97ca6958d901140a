import { isAllowed, type OrderStatus } from "../../protocol/lifecycle.ts";
import type { ActionHeld, ActionResult } from "../context/agent-context.ts";
import type { BuyerContext, MessageSent, SellerContext } from "../context/order-context.ts";
import type { AutopilotAction, ResolvedPolicy } from "./policy.ts";

export type OrderParty = SellerContext | BuyerContext;

const messagesKey = "autopilot.messages";
const revisionsKey = "autopilot.revisions";

/** What one run of an autopilot has done with its order, and therefore what it may do next: by role, status and policy. */
export class Desk {
  readonly #ctx: OrderParty;
  readonly #policy: ResolvedPolicy;
  #status: OrderStatus;
  #decided = false;
  #held = false;
  #reviewed = false;
  #asked = false;

  constructor(ctx: OrderParty, policy: ResolvedPolicy) {
    this.#ctx = ctx;
    this.#policy = policy;
    this.#status = ctx.order.status;
    // Counted from the journal, too: the state of a run that failed is lost, its messages are not.
    ctx.state.set(messagesKey, Math.max(this.#count(messagesKey), ctx.messagesSent));
    if ("revisionsRequested" in ctx && typeof ctx.revisionsRequested === "number") {
      // Counted from the journal, so those that a person approved are in it.
      ctx.state.set(revisionsKey, Math.max(this.#count(revisionsKey), ctx.revisionsRequested));
    }
  }

  /** The order left the state in which it needs us, or a person has been asked. */
  get decided(): boolean {
    return this.#decided;
  }

  /** A message went out: the other party has the next word. */
  get asked(): boolean {
    return this.#asked;
  }

  /** Whether role and status call for a decision of ours. */
  get isNeeded(): boolean {
    return this.#ctx.role === "buyer"
      ? this.#status === "delivered"
      : ["pending", "in_progress", "revision_requested"].includes(this.#status);
  }

  may(action: AutopilotAction): boolean {
    if (this.#held || !this.#policy.actions.has(action)) return false;
    if (action === "review" ? this.#reviewed : this.#decided) return false;
    // A parked revision is started by delivering it.
    const status = action === "deliver" && this.#status === "revision_requested" ? "in_progress" : this.#status;
    return isAllowed(action, this.#ctx.role, status) && this.#isWithinBounds(action);
  }

  acted(action: AutopilotAction, result: ActionResult): ActionResult {
    if (result.state === "held") {
      this.#held = true;
      this.#decided = true;
      return result;
    }
    if (action === "review") this.#reviewed = true;
    else this.#status = result.order.status as OrderStatus;
    if (action === "requestRevision") this.#ctx.state.set(revisionsKey, this.#count(revisionsKey) + 1);
    if (action !== "start") this.#decided = true;
    return result;
  }

  told(result: MessageSent | ActionHeld): MessageSent | ActionHeld {
    this.#asked = true;
    this.#ctx.state.set(messagesKey, this.#count(messagesKey) + 1);
    return result;
  }

  #isWithinBounds(action: AutopilotAction): boolean {
    const { order } = this.#ctx;
    const { maxPriceOcmc, maxMessages, maxRevisions, mayApprove } = this.#policy;
    switch (action) {
      case "message":
        return this.#count(messagesKey) < maxMessages;
      case "requestRevision":
        return this.#count(revisionsKey) < maxRevisions;
      case "approve": {
        const text = order.delivery_text ?? "";
        const affordable =
          maxPriceOcmc === Number.POSITIVE_INFINITY || (order.currency === "ocmc" && order.price <= maxPriceOcmc);
        return affordable && text.trim() !== "" && mayApprove({ text, requirements: order.requirements });
      }
      default:
        return true;
    }
  }

  #count(key: string): number {
    return this.#ctx.state.get<number>(key) ?? 0;
  }
}
