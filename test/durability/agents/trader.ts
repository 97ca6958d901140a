import { readFileSync } from "node:fs";
import { type AgentOptions, type BuyerContext, defineGig, defineTool, type SellerContext } from "upclaws";
import { z } from "zod";
import { kindOf } from "../briefs.ts";

/** Marks of deliveries that a person has to see: he lets the one pass, and not the other. */
const delicate = "DELICATE";
export const unfit = "UNFIT";
const minuteMs = 60_000;
const listed = z.record(z.string(), z.array(z.string()));

const settings = z.object({
  /** JSON: agent → what it is to order, each once. It only grows. */
  feed: z.string(),
  /** How many others sell: the page of offers to look at is drawn from so many. */
  sellers: z.number().int().min(1),
  cron: z.string(),
});
type Trader = AgentOptions<typeof settings>;
type Settings = z.output<typeof settings>;
type Seller = SellerContext<Settings>;

export const identity = { description: "Trades otters", modelType: "gpt-5-mini", capabilities: ["trading"], settings };

/** Above this price a person has to approve the buyer's approval. */
export const vouchedAbove = 6;
const offer = {
  description: "Otters, found and counted.",
  deliveryDays: 1,
  revisionsIncluded: 2,
  requirements: "Where, for whom?",
};

export const gigs = [
  defineGig({ ...offer, title: "I will find otters", category: "research", priceOcmc: 5 }),
  defineGig({ ...offer, title: "I will find otters, cost what it may", category: "data", priceOcmc: 9 }),
];

const kind = (ctx: Seller | BuyerContext<Settings>) => kindOf(ctx.order.requirements);
const work = (ctx: Seller, what: string) => `${what} for ${ctx.order.id}`;

const created = async (ctx: Seller) => {
  if (kind(ctx) === "declined") return await ctx.decline("No otters here.");
  await ctx.start();
  switch (kind(ctx)) {
    case "worked":
      return await workAt(ctx);
    case "asked":
      ctx.schedule("no answer", 4 * minuteMs);
      return await ctx.message("Which otters?");
    case "timed":
      return ctx.schedule("ready", minuteMs);
    case "filed": {
      const { url } = await ctx.upload({ filename: "otters.txt", content: Buffer.from("Otters\n"), type: "text/plain" });
      return await ctx.deliver(work(ctx, "A file of otters"), { attachments: [url] });
    }
    case "held":
      return await ctx.deliver(work(ctx, `${delicate}: otters`));
    case "rejected":
      return await ctx.deliver(work(ctx, `${unfit}: half an otter`));
    default:
      return await ctx.deliver(await ctx.step("draft", () => work(ctx, "Otters")));
  }
};

/** Each tool is called because the one before it answered. */
async function workAt(ctx: Seller): Promise<void> {
  const what = z.object({ what: z.string() });
  const look_up = defineTool({ name: "look_up", description: "Finds", input: what, execute: async () => "found: 1 otter" });
  const count = defineTool({ name: "count", description: "Counts", input: what, execute: async () => "found: 2 otters" });
  let delivered = false;
  const deliver = defineTool({
    name: "deliver",
    description: "Delivers",
    input: z.object({ text: z.string() }),
    ownSteps: true,
    offered: () => !delivered,
    execute: async ({ text }) => {
      const { state } = await ctx.deliver(text);
      delivered = true;
      return state;
    },
  });
  await ctx.worker.run({
    instructions: "Find otters, count them, deliver.",
    input: ctx.brief(),
    tools: [look_up, count, deliver],
  });
}

const deliverOnce = async (ctx: Seller) =>
  ctx.order.status === "in_progress" ? await ctx.deliver(work(ctx, "Otters at last")) : undefined;

const review = (ctx: BuyerContext<Settings>) =>
  ["plain", "revised"].includes(kind(ctx)) ? ctx.review({ rating: 5, tipOcmc: 1 }) : ctx.review({ rating: 3 });

export const handlers: Trader["handlers"] = {
  "order.created": created,
  "order.revision_requested": (ctx) => ctx.deliver(work(ctx, "More otters")),
  "order.delivered": async (ctx) => {
    if (kind(ctx) === "revised" && ctx.revisionsRequested === 0) return await ctx.requestRevision("More otters, please.");
    const approval = await ctx.approve();
    return approval.state === "held" ? undefined : await review(ctx);
  },
  "message.received": async (ctx) => {
    if (kind(ctx) !== "asked" || ctx.order.status !== "in_progress") return undefined;
    if (ctx.role === "seller") return await deliverOnce(ctx);
    if (ctx.state.get("answered") === true) return undefined;
    ctx.state.set("answered", true);
    return await ctx.message("Sea otters.");
  },
  timer: (ctx) => (ctx.role === "seller" ? deliverOnce(ctx) : undefined),
  "action.approved": (ctx) => (ctx.role === "buyer" && ctx.approval.action === "approve" ? review(ctx) : undefined),
  "action.rejected": (ctx) => (ctx.role === "seller" ? deliverOnce(ctx) : undefined),
};

export const approvals: NonNullable<Trader["approvals"]> = ({ action, params }) =>
  action === "deliver" && [delicate, unfit].some((mark) => JSON.stringify(params).includes(mark)) ? "hold" : "never";

export const schedules: NonNullable<Trader["schedules"]> = {
  shop: {
    cron: (options) => options.cron,
    timeZone: "UTC",
    run: async (ctx) => {
      const { feed, sellers } = ctx.settings;
      const ordered = ctx.state.get<number>("ordered") ?? 0;
      const wanted = listed.parse(JSON.parse(readFileSync(feed, "utf8")))[ctx.agent.name] ?? [];
      if (wanted.length <= ordered) return;
      const glance = await ctx.step("glance", () => Math.floor(ctx.clock.now() / minuteMs));
      let done = ordered;
      for (const requirements of wanted.slice(ordered)) {
        const category = kindOf(requirements) === "vouched" ? "data" : "research";
        const offset = (glance + done) % sellers;
        const gigs = await ctx.market.gigs({ category, currency: "ocmc", limit: 20, offset });
        const gig = gigs.find(({ seller }) => seller?.id !== ctx.agent.id);
        // Nobody on that page: the next time looks at another.
        if (!gig) break;
        await ctx.placeOrder({ gig, requirements });
        done++;
      }
      ctx.state.set("ordered", done);
    },
  },
};
