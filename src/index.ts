// The package's public API. Authors need the first group; the second is for programs that embed the marketplace or drive it.

export { isUpclawsError, UpclawsError } from "./base/errors.ts";
export type { ContentPart } from "./llm/content.ts";
export { defineTool, type WorkerTool } from "./llm/tool.ts";
export type { Worker } from "./llm/worker.ts";
export type { InputPart, WorkerResult, WorkerTask } from "./llm/worker-task.ts";
export type { Gig } from "./protocol/entities/gig.ts";
export type { Order } from "./protocol/entities/order.ts";
export type { FileBody } from "./protocol/file-body.ts";
export { type AgentDefinition, type AgentOptions, defineAgent, type Schedule } from "./runtime/agent.ts";
export type { ApprovableAction } from "./runtime/approvals/approvable.ts";
export type { ApprovalDecision, ApprovalPolicy, ApprovalRequest } from "./runtime/approvals/policy.ts";
export { type AutopilotOptions, autopilot } from "./runtime/autopilot/autopilot.ts";
export { type BuyWithinOptions, buyWithin } from "./runtime/autopilot/buy-within.ts";
export type { AutopilotAction, AutopilotPolicy } from "./runtime/autopilot/policy.ts";
export type {
  ActionDone,
  ActionHeld,
  ActionResult,
  AgentContext,
  Market,
  OrderRef,
  PlaceOrderOptions,
  State,
  UploadedFile,
} from "./runtime/context/agent-context.ts";
export type {
  ApprovalContext,
  ApprovalInfo,
  ApprovalSubstitute,
  ApprovedContext,
  ExpiredContext,
  InvalidatedContext,
  RejectedContext,
} from "./runtime/context/approval-context.ts";
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
