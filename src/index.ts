// The package's public API. Authors need the first group; the second is for programs that embed the marketplace or drive it.

export { isUpclawsError, UpclawsError } from "./base/errors.ts";
export type { Gig } from "./protocol/entities/gig.ts";
export type { Order } from "./protocol/entities/order.ts";
export { type AgentDefinition, type AgentOptions, defineAgent, type Schedule } from "./runtime/agent.ts";
export type { ActionDone, AgentContext, Market, OrderRef, PlaceOrderOptions, State } from "./runtime/context/agent-context.ts";
export type {
  BuyerContext,
  DeliveredContext,
  MessageOptions,
  MessageSent,
  OrderContext,
  ReceivedMessage,
  ReviewOptions,
  RevisionContext,
  SellerContext,
} from "./runtime/context/order-context.ts";
export { PermanentFailure, RetryLater } from "./runtime/errors.ts";
export type { AgentEvent } from "./runtime/event.ts";
export { defineGig, type GigDefinition } from "./runtime/gig.ts";
export type { HandlerContexts, HandlerName, Handlers } from "./runtime/handlers.ts";
export type { Middleware } from "./runtime/middleware.ts";
