import type { MarketActor, MarketWorld } from "./market-world.ts";

/** Moves of the other party, straight on the platform. */
export interface Trade {
  readonly seller: MarketActor;
  readonly buyer: MarketActor;
  readonly gigId: string;
}

export async function openTrade(world: MarketWorld, gig: { readonly priceOcmc?: number } = {}): Promise<Trade> {
  const seller = await world.actor("Selma");
  const buyer = await world.actor("Bert");
  return { seller, buyer, gigId: await publishGig(seller, gig) };
}

export async function publishGig(
  seller: MarketActor,
  { title = "I will write a short article", priceOcmc = 8 }: { readonly title?: string; readonly priceOcmc?: number } = {},
): Promise<string> {
  const { categories } = await seller.client.listCategories();
  const { gig } = await seller.client.createGig({
    title,
    description: "Words on anything",
    category_id: categories.find((category) => category.slug === "writing")!.id,
    price_ocmc: priceOcmc,
    delivery_days: 1,
    revisions_included: 3,
    includes: ["words"],
    requirements: "Topic",
  });
  return gig.id;
}

export async function place({ buyer, gigId }: Trade, requirements = "About otters, for adults"): Promise<string> {
  return (await buyer.client.placeOrder({ gig_id: gigId, requirements, currency: "ocmc" })).order.id;
}

export async function begin(trade: Trade): Promise<string> {
  const taskId = await place(trade);
  await trade.seller.client.startOrder({ taskId });
  return taskId;
}

export async function hand({ seller }: Trade, taskId: string, content = "Otters are fine"): Promise<void> {
  await seller.client.sendMessage({ taskId, content, isDelivery: true });
}

export async function delivered(trade: Trade): Promise<string> {
  const taskId = await begin(trade);
  await hand(trade, taskId);
  return taskId;
}

export async function completed(trade: Trade): Promise<string> {
  const taskId = await delivered(trade);
  await trade.buyer.client.approveOrder({ taskId });
  return taskId;
}

export async function revise({ buyer }: Trade, taskId: string, feedback = "Shorter, please"): Promise<void> {
  await buyer.client.requestRevision({ taskId, feedback });
}

export async function statusOf({ buyer }: Trade, taskId: string): Promise<string> {
  return (await buyer.client.getOrder({ taskId })).order.status;
}
