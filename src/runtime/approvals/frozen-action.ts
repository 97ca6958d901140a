import type { Json } from "../../base/json.ts";
import type { Approval } from "../../store/approval.ts";
import { approve } from "../actions/approve.ts";
import { decline } from "../actions/decline.ts";
import { deliver } from "../actions/deliver.ts";
import { message } from "../actions/message.ts";
import type { ActionScope } from "../actions/order-action.ts";
import { placeOrder } from "../actions/place-order.ts";
import { requestRevision } from "../actions/request-revision.ts";
import { review } from "../actions/review.ts";
import { runtimeError } from "../errors.ts";
import type { Execution } from "../execution.ts";
import { deliveryHash, readOrder } from "../order-reading.ts";
import { handledOrder } from "../order-reference.ts";
import type { ApprovableAction } from "./approvable.ts";
import type { GigSituation, OrderSituation } from "./situation.ts";

interface Content {
  readonly content: string;
  readonly attachments?: readonly string[];
}
interface Review {
  readonly rating: number;
  readonly comment?: string;
  readonly tip_amount?: number;
}
interface NewOrder {
  readonly gig_id: string;
  readonly requirements: string;
  readonly currency: "ocmc" | "usd";
  readonly price: number;
}

const withAttachments = ({ attachments }: Content) => (attachments ? { attachments } : {});

/** From the parameters as they would be sent back to the action that sends them. */
const onOrder: Readonly<Record<Exclude<ApprovableAction, "placeOrder">, (scope: ActionScope, params: Json) => Promise<unknown>>> =
  {
    approve: (scope) => approve(scope),
    decline: (scope, params) => decline(scope, (params as { readonly reason?: string }).reason),
    deliver: (scope, params) => {
      const content = params as unknown as Content;
      return deliver(scope, content.content, withAttachments(content));
    },
    message: (scope, params) => {
      const content = params as unknown as Content;
      return message(scope, content.content, withAttachments(content));
    },
    requestRevision: (scope, params) => requestRevision(scope, (params as { readonly feedback: string }).feedback),
    review: (scope, params) => {
      const { rating, comment, tip_amount } = params as unknown as Review;
      return review(scope, {
        rating,
        ...(comment === undefined ? {} : { comment }),
        ...(tip_amount === undefined ? {} : { tipOcmc: tip_amount }),
      });
    },
  };

/** Performs exactly what was frozen, by the way every action goes: intent, request, read-back, spend limits. */
export async function performFrozen(execution: Execution, { id, action, params, situation }: Approval): Promise<unknown> {
  if (action === "placeOrder") {
    const { gig_id, requirements, currency, price } = params as unknown as NewOrder;
    const { title, category } = situation as unknown as GigSituation;
    const known = { id: gig_id, title, ...(category === null ? {} : { category: { slug: category } }) };
    const gig = currency === "ocmc" ? { ...known, price_ocmc: price } : { ...known, price_usd: price };
    return await placeOrder(execution, { gig, requirements, currency });
  }
  const perform = Object.hasOwn(onOrder, action) ? onOrder[action as keyof typeof onOrder] : undefined;
  if (!perform)
    throw runtimeError("approval_altered", `Approval ${id} is for "${action}", which nobody can hold`, { id, action });
  return await perform(await orderScope(execution, situation as unknown as OrderSituation), params);
}

/** The order as it is when the run begins; recorded, since an action's parameters may depend on it. */
export async function orderScope(execution: Execution, { role, status }: OrderSituation): Promise<ActionScope> {
  const orderId = execution.event.orderId ?? "";
  const order = await execution.journal.step("order", async () => handledOrder(await readOrder(execution, orderId)));
  return { execution, order, role, ours: status, seenDelivery: deliveryHash(order.delivery_text) };
}
