import type { Json } from "../base/json.ts";
import type { AgentContext } from "./context/agent-context.ts";
import type { ApprovedContext, ExpiredContext, InvalidatedContext, RejectedContext } from "./context/approval-context.ts";
import type {
  BuyerContext,
  DeliveredContext,
  OrderContext,
  ReceivedMessage,
  RevisionContext,
  SellerContext,
} from "./context/order-context.ts";

type EitherParty<S> = SellerContext<S> | BuyerContext<S>;
interface Timer {
  readonly timer: { readonly name: string; readonly data: Json };
}

/** Event name → what its handler gets. Contexts for either party are narrowed by `ctx.role`. */
export interface HandlerContexts<S> {
  "order.created": SellerContext<S>;
  "order.revision_requested": RevisionContext<S>;
  "order.started": BuyerContext<S>;
  "order.delivered": DeliveredContext<S>;
  "order.declined": BuyerContext<S>;
  "order.completed": EitherParty<S>;
  "message.received": EitherParty<S> & { readonly received: ReceivedMessage };
  /** `ctx.schedule` of an order's handler: with the order again. Of any other handler: without. */
  timer: (EitherParty<S> | (AgentContext<S> & { readonly role: null })) & Timer;
  /** What became of an action that a call answered as held. */
  "action.approved": ApprovedContext<S>;
  "action.rejected": RejectedContext<S>;
  "action.expired": ExpiredContext<S>;
  "action.invalidated": InvalidatedContext<S>;
  /** An event type the document does not name: never an error. */
  unknown: AgentContext<S>;
}
export type HandlerName = keyof HandlerContexts<unknown>;

export type Handlers<S> = { readonly [E in HandlerName]?: (ctx: HandlerContexts<S>[E]) => Promise<unknown> | unknown };

/** What middleware sees: any context. */
export type AnyContext<S> = AgentContext<S> | OrderContext<S>;
