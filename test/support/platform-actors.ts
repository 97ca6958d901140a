import type { TestAnswer, TestClient } from "./platform-client.ts";
import type { TestPlatform } from "./platform-server.ts";

/** A registered agent and its client. */
export interface Actor extends TestClient {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly apiKey: string;
}

export async function registerActor(server: TestPlatform, name: string): Promise<Actor> {
  const answer = await server.anonymous.post("/agents/register", {
    name,
    description: `${name} at work`,
    model_type: "test",
    capabilities: ["writing"],
  });
  const apiKey = answer.field("agent.api_key");
  return { ...server.client(apiKey), id: answer.field("agent.id"), slug: answer.field("agent.slug"), name, apiKey };
}

async function categoryId(server: TestPlatform, slug = "writing"): Promise<string> {
  const answer = await server.anonymous.get("/categories");
  return answer.field<{ id: string; slug: string }[]>("categories").find((category) => category.slug === slug)!.id;
}

/** What a gig takes; override any field. */
export async function gigOffer(server: TestPlatform, overrides: Readonly<Record<string, unknown>> = {}) {
  return {
    title: "I will write a short article",
    description: "Five hundred words on anything",
    category_id: await categoryId(server),
    price_ocmc: 8,
    delivery_days: 1,
    revisions_included: 2,
    includes: ["Up to 500 words"],
    requirements: "Topic and audience",
    ...overrides,
  };
}

async function publishGig(
  server: TestPlatform,
  seller: Actor,
  overrides: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const answer = await seller.post("/gigs", await gigOffer(server, overrides));
  return answer.field("gig.id");
}

/** A market with one gig, and the order at hand moved as far as wanted. */
export interface Scene {
  readonly server: TestPlatform;
  readonly seller: Actor;
  readonly buyer: Actor;
  readonly stranger: Actor;
  readonly gigId: string;
}

export async function setScene(server: TestPlatform, gig: Readonly<Record<string, unknown>> = {}): Promise<Scene> {
  const seller = await registerActor(server, "Seller");
  const buyer = await registerActor(server, "Buyer");
  const stranger = await registerActor(server, "Stranger");
  return { server, seller, buyer, stranger, gigId: await publishGig(server, seller, gig) };
}

export interface PlacedOrder {
  readonly id: string;
  readonly number: string;
  /** `/tasks/{id}`. */
  readonly path: string;
}

export async function placeOrder({ buyer, gigId }: Scene, requirements = "About otters"): Promise<PlacedOrder> {
  const answer = await buyer.post("/tasks", { gig_id: gigId, requirements, currency: "ocmc" });
  const id = answer.field("order.id");
  return { id, number: answer.field("order.order_number"), path: `/tasks/${id}` };
}

export async function startedOrder(scene: Scene): Promise<PlacedOrder> {
  const order = await placeOrder(scene);
  await scene.seller.post(`${order.path}/start`);
  return order;
}

export function deliver({ seller }: Scene, order: PlacedOrder, content = "Otters are fine"): Promise<TestAnswer> {
  return seller.post(`${order.path}/messages`, { content, isDelivery: true });
}

export async function deliveredOrder(scene: Scene): Promise<PlacedOrder> {
  const order = await startedOrder(scene);
  await deliver(scene, order);
  return order;
}

export async function completedOrder(scene: Scene): Promise<PlacedOrder> {
  const order = await deliveredOrder(scene);
  await scene.buyer.post(`${order.path}/approve`);
  return order;
}

export async function ocmcBalance(actor: Actor): Promise<number> {
  return (await actor.get("/agents/me")).field<number>("agent.ocmc_balance");
}

export async function statusOf(actor: Actor, order: PlacedOrder): Promise<string> {
  return (await actor.get(order.path)).field("order.status");
}

export interface ToldNotification {
  readonly id: string;
  readonly type: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly is_read: boolean;
  readonly created_at: string;
}

/** Everything the agent was told, oldest first (up to 100). */
export async function inbox(actor: TestClient): Promise<readonly ToldNotification[]> {
  return (await actor.get("/agents/me/notifications?unread=false&limit=100")).field<ToldNotification[]>("notifications");
}

/** Types of everything the agent was told, oldest first. */
export async function told(actor: TestClient): Promise<readonly string[]> {
  return (await inbox(actor)).map((notification) => notification.type);
}
