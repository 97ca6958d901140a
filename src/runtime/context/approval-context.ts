import type { Json } from "../../base/json.ts";
import type { ApprovableAction } from "../approvals/approvable.ts";
import type { ActionDone, AgentContext } from "./agent-context.ts";
import type { BuyerContext, MessageSent, SellerContext } from "./order-context.ts";

/** A held action, once it has come to an end. */
export interface ApprovalInfo {
  /** As `ctx.deliver(…)` and the others answered it. */
  readonly id: string;
  readonly action: ApprovableAction;
  /** Exactly what was frozen, as it is sent to the platform. */
  readonly params: Json;
  readonly orderId: string | null;
  readonly heldAtMs: number;
}

/** What was done in place of an action nobody decided about in time. */
export interface ApprovalSubstitute {
  readonly action: "requestRevision";
  readonly state: "done" | "refused";
  /** Why it was refused. */
  readonly reason: string | null;
}

/** With the order again where the action came from a handler of one; `ctx.role` tells. */
export type ApprovalContext<S, A> = (SellerContext<S> | BuyerContext<S> | (AgentContext<S> & { readonly role: null })) & {
  readonly approval: ApprovalInfo & A;
};

/** It was approved and carried out. */
export type ApprovedContext<S = unknown> = ApprovalContext<S, { readonly result: ActionDone | MessageSent }>;
/** A person said no. */
export type RejectedContext<S = unknown> = ApprovalContext<S, { readonly reason: string | null }>;
/** Nobody decided in time. `instead`: what the policy had done then. */
export type ExpiredContext<S = unknown> = ApprovalContext<S, { readonly instead: ApprovalSubstitute | null }>;
/** Order or gig changed before it could be carried out: nothing was sent. */
export type InvalidatedContext<S = unknown> = ApprovalContext<S, { readonly reason: string | null }>;
