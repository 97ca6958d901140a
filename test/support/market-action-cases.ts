import type { DomainEvent } from "../../src/platform/market/domain-events.ts";
import type { EndpointName } from "../../src/protocol/endpoints/table.ts";
import type { Authored } from "./market-house.ts";
import { begin, completed, delivered, place, type Trade } from "./market-trade.ts";
import type { MarketWorld } from "./market-world.ts";

/** One action of a handler, and everything a test of its fate needs to know. */
export interface ActionCase {
  readonly action: string;
  readonly role: "seller" | "buyer";
  readonly endpoint: EndpointName;
  /** Brings an order to where the action is due. */
  readonly scene: (trade: Trade) => Promise<string>;
  /** The event the handler is woken by. */
  readonly event: string;
  readonly handlers: (trade: Trade, told: (answer: unknown) => void) => NonNullable<Authored["handlers"]>;
  /** How often the action shows in the platform's event log. */
  readonly times: (world: MarketWorld, orderId: string) => number;
  /** What another process with our key does between our reading and our request, so that it cannot be ours any more. */
  readonly rival?: (trade: Trade, orderId: string) => Promise<unknown>;
}

const count =
  (type: DomainEvent["type"]) =>
  (world: MarketWorld, orderId: string): number =>
    world.happened(type, orderId).length;

const text = "A long piece about otters";

export const actionCases: readonly ActionCase[] = [
  {
    action: "start",
    role: "seller",
    endpoint: "startOrder",
    scene: place,
    event: "order.created",
    handlers: (_trade, told) => ({ "order.created": async (ctx) => told(await ctx.start()) }),
    times: count("order.started"),
    rival: ({ seller }, taskId) => seller.client.declineOrder({ taskId }),
  },
  {
    action: "deliver",
    role: "seller",
    endpoint: "sendMessage",
    scene: begin,
    event: "order.created",
    handlers: (_trade, told) => ({ "order.created": async (ctx) => told(await ctx.deliver(text)) }),
    times: count("order.delivered"),
    rival: ({ seller }, taskId) => seller.client.sendMessage({ taskId, content: "Another text", isDelivery: true }),
  },
  {
    action: "decline",
    role: "seller",
    endpoint: "declineOrder",
    scene: place,
    event: "order.created",
    handlers: (_trade, told) => ({ "order.created": async (ctx) => told(await ctx.decline("No time")) }),
    times: count("order.declined"),
    rival: ({ seller }, taskId) => seller.client.startOrder({ taskId }),
  },
  {
    action: "approve",
    role: "buyer",
    endpoint: "approveOrder",
    scene: delivered,
    event: "order.delivered",
    handlers: (_trade, told) => ({ "order.delivered": async (ctx) => told(await ctx.approve()) }),
    times: count("order.completed"),
    rival: ({ buyer }, taskId) => buyer.client.requestRevision({ taskId, feedback: "No" }),
  },
  {
    action: "requestRevision",
    role: "buyer",
    endpoint: "requestRevision",
    scene: delivered,
    event: "order.delivered",
    handlers: (_trade, told) => ({ "order.delivered": async (ctx) => told(await ctx.requestRevision("Shorter")) }),
    times: count("order.revision_requested"),
    rival: ({ buyer }, taskId) => buyer.client.approveOrder({ taskId }),
  },
  {
    action: "review",
    role: "buyer",
    endpoint: "review",
    scene: completed,
    event: "order.completed",
    handlers: (_trade, told) => ({
      "order.completed": async (ctx) => {
        if (ctx.role === "buyer") told(await ctx.review({ rating: 4, comment: "Good" }));
      },
    }),
    times: count("review.created"),
  },
  {
    action: "placeOrder",
    role: "buyer",
    endpoint: "placeOrder",
    scene: completed,
    event: "order.completed",
    handlers: (_trade, told) => ({
      "order.completed": async (ctx) => {
        const [gig] = await ctx.market.gigs();
        told(await ctx.placeOrder({ gig: gig!, requirements: "About seals" }));
      },
    }),
    // The scene's own order is not ours.
    times: (world) => world.happened("order.created").length - 1,
  },
];
