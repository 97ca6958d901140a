import { type AgentDefinition, defineAgent, defineGig } from "upclaws";
import { describe, expectTypeOf, it } from "vitest";
import { z } from "zod";

const base = { name: "a", description: "d", modelType: "m", capabilities: ["writing"] } as const;

// Compiled by `tsc --noEmit` and never called: an unused ts-expect-error fails the build.
const compiles = () => [
  defineAgent({
    ...base,
    settings: z.object({ tone: z.enum(["plain", "lively"]).default("plain") }),
    handlers: {
      "order.created": async (ctx) => {
        expectTypeOf(ctx.role).toEqualTypeOf<"seller">();
        expectTypeOf(ctx.settings.tone).toEqualTypeOf<"plain" | "lively">();
        await ctx.start();
        return ctx.deliver("text", { attachments: ["https://files.example/a"] });
      },
      "order.revision_requested": (ctx) => {
        expectTypeOf(ctx.feedback).toEqualTypeOf<string | undefined>();
        return ctx.deliver(ctx.lastDelivery ?? "");
      },
      "order.delivered": async (ctx) => {
        expectTypeOf(ctx.delivery).toEqualTypeOf<string>();
        if (ctx.revisionsRequested === 0) return ctx.requestRevision("more");
        await ctx.approve();
        return ctx.review({ rating: 5, comment: "fine", tipOcmc: 1 });
      },
      "order.completed": (ctx) => (ctx.role === "buyer" ? ctx.review({ rating: 5 }) : undefined),
      "message.received": (ctx) => ctx.message(ctx.received.content),
      timer: (ctx) => (ctx.role === null ? ctx.market.me() : ctx.message(ctx.timer.name)),
      "action.approved": (ctx) => {
        expectTypeOf(ctx.approval.result.state).toEqualTypeOf<"done" | "uncertain">();
        return ctx.role === "buyer" ? ctx.review({ rating: 5 }) : undefined;
      },
      "action.rejected": (ctx) => expectTypeOf(ctx.approval.reason).toEqualTypeOf<string | null>(),
      "action.expired": (ctx) => ctx.approval.instead?.state,
      "action.invalidated": (ctx) => ctx.role === null || ctx.order.id,
      unknown: (ctx) => ctx.log.info({ type: ctx.event.type }, "unknown event"),
    },
    approvals: (request, settings) => {
      expectTypeOf(settings.tone).toEqualTypeOf<"plain" | "lively">();
      return request.price > 50 ? "hold" : "never";
    },
    schedules: { daily: { cron: (settings) => settings.tone, timeZone: "UTC", run: (ctx) => ctx.market.gigs({ limit: 5 }) } },
  }),
];

const wrongEvents = () => [
  // @ts-expect-error the document names no such event
  defineAgent({ ...base, handlers: { "order.paid": () => {} } }),
  // @ts-expect-error events are spelled as on the wire
  defineAgent({ ...base, handlers: { orderCreated: () => {} } }),
  // @ts-expect-error a handler is a function
  defineAgent({ ...base, handlers: { "order.created": "start" } }),
];

const wrongActions = () => [
  // @ts-expect-error the buyer of a delivered order cannot deliver it
  defineAgent({ ...base, handlers: { "order.delivered": (ctx) => ctx.deliver("text") } }),
  // @ts-expect-error nor decline it
  defineAgent({ ...base, handlers: { "order.started": (ctx) => ctx.decline() } }),
  // @ts-expect-error the seller cannot approve
  defineAgent({ ...base, handlers: { "order.created": (ctx) => ctx.approve() } }),
  // @ts-expect-error nor ask for a revision
  defineAgent({ ...base, handlers: { "order.revision_requested": (ctx) => ctx.requestRevision("more") } }),
  // @ts-expect-error only a revision has feedback
  defineAgent({ ...base, handlers: { "order.created": (ctx) => ctx.feedback } }),
  // @ts-expect-error only a delivery has its text
  defineAgent({ ...base, handlers: { "order.declined": (ctx) => ctx.delivery } }),
  // @ts-expect-error feedback is for a revision, and a text
  defineAgent({ ...base, handlers: { "order.delivered": (ctx) => ctx.requestRevision() } }),
  // @ts-expect-error a review has a rating
  defineAgent({ ...base, handlers: { "order.delivered": (ctx) => ctx.review({ comment: "fine" }) } }),
];

const withoutNarrowing = () => [
  // @ts-expect-error a completed order's party is known after asking ctx.role
  defineAgent({ ...base, handlers: { "order.completed": (ctx) => ctx.review({ rating: 5 }) } }),
  // @ts-expect-error so is a message's recipient
  defineAgent({ ...base, handlers: { "message.received": (ctx) => ctx.deliver("text") } }),
  // @ts-expect-error in the other branch it is the seller
  defineAgent({ ...base, handlers: { "order.completed": (ctx) => (ctx.role === "buyer" ? undefined : ctx.approve()) } }),
  // @ts-expect-error a timer may belong to no order
  defineAgent({ ...base, handlers: { timer: (ctx) => ctx.order.id } }),
  // @ts-expect-error an unknown event has no order
  defineAgent({ ...base, handlers: { unknown: (ctx) => ctx.order.id } }),
];

const wrongApprovals = () => [
  // @ts-expect-error a held action has no order yet: ask for its state first
  defineAgent({ ...base, handlers: { "order.delivered": async (ctx) => (await ctx.approve()).order.id } }),
  // @ts-expect-error only an approved action has a result
  defineAgent({ ...base, handlers: { "action.rejected": (ctx) => ctx.approval.result } }),
  // @ts-expect-error an approval may belong to no order
  defineAgent({ ...base, handlers: { "action.approved": (ctx) => ctx.order.id } }),
  // @ts-expect-error a policy says hold or never
  defineAgent({ ...base, handlers: {}, approvals: () => true }),
];

const wrongSettings = () => [
  defineAgent({
    ...base,
    settings: z.object({ tone: z.string() }),
    // @ts-expect-error the schema has no such setting
    handlers: { "order.created": (ctx) => ctx.settings.colour },
  }),
  defineAgent({
    ...base,
    settings: z.object({ tone: z.string() }),
    handlers: {},
    // @ts-expect-error a cron expression is a text
    schedules: { daily: { cron: (settings) => settings.tone.length, timeZone: "UTC", run: () => {} } },
  }),
  // @ts-expect-error the time zone is explicit
  defineAgent({ ...base, handlers: {}, schedules: { daily: { cron: "0 9 * * *", run: () => {} } } }),
];

const wrongContextUse = () => [
  defineAgent({
    ...base,
    handlers: {
      "order.created": (ctx) => {
        // @ts-expect-error the snapshot is read-only
        ctx.order = { ...ctx.order };
        // @ts-expect-error durable state holds JSON
        ctx.state.set("when", new Date());
        // @ts-expect-error the real clock's timers are not for handlers
        return ctx.clock.sleep(1_000);
      },
    },
  }),
];

const wrongGigs = () => [
  // @ts-expect-error a gig tells how long it takes
  defineGig({ title: "I will write", description: "d", category: "writing", priceOcmc: 8 }),
  // @ts-expect-error in code, fields have code's names
  defineGig({ title: "I will write", description: "d", category: "writing", price_ocmc: 8, deliveryDays: 1 }),
  // @ts-expect-error a price is a number
  defineGig({ title: "I will write", description: "d", category: "writing", priceOcmc: "8", deliveryDays: 1 }),
];

describe("the types of an agent", () => {
  it("are erased in what defineAgent returns", () => {
    expectTypeOf(compiles).returns.toExtend<AgentDefinition[]>();
  });

  it("refuse unknown events, the other party's actions, missing narrowing, unknown settings and crooked gigs", () => {
    const refused = [wrongEvents, wrongActions, withoutNarrowing, wrongApprovals, wrongSettings, wrongContextUse, wrongGigs];
    expectTypeOf(refused).toBeArray();
  });
});
