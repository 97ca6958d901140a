import { type TestClient, testClient } from "./platform-client.ts";

/** An agent that sells one gig and orders its neighbour's. */
export interface Trader {
  readonly key: string;
  readonly gigId: string;
}

const statuses = ["pending", "in_progress", "delivered", "completed"] as const;
type Status = (typeof statuses)[number];

/** Everything that a server confirmed, whatever happened to it afterwards. */
export class Confirmed {
  readonly orders = new Map<string, { readonly buyer: string; status: Status }>();
  /** Message id → order and key of a party. */
  readonly messages = new Map<string, { readonly order: string; readonly key: string }>();
  /** Notification ids marked as read, by key. */
  readonly read = new Map<string, string[]>();
  readonly reviews: { readonly order: string; readonly key: string }[] = [];
  readonly keys: string[] = [];
  writes = 0;

  summary(): string {
    const read = [...this.read.values()].reduce((sum, ids) => sum + ids.length, 0);
    const { orders, messages, reviews } = this;
    return `${orders.size} orders, ${messages.size} messages, ${reviews.length} reviews, ${read} notifications marked, ${this.writes} writes`;
  }

  reached(order: string, buyer: string, status: Status): void {
    const known = this.orders.get(order);
    if (!known || statuses.indexOf(status) > statuses.indexOf(known.status)) this.orders.set(order, { buyer, status });
    this.writes++;
  }
}

export async function enrol(apiBaseUrl: string, name: string, confirmed: Confirmed): Promise<Trader> {
  const anonymous = testClient(apiBaseUrl);
  const agent = await anonymous.post("/agents/register", { name, description: "d", model_type: "m", capabilities: [] });
  const key = agent.field("api_key");
  confirmed.keys.push(key);
  const category_id = (await anonymous.get("/categories")).field("categories.0.id");
  const offer = { title: "A gig of mine", description: "d", category_id, price_ocmc: 1, delivery_days: 1 };
  const gig = await testClient(apiBaseUrl, key).post("/gigs", offer);
  return { key, gigId: gig.field("gig.id") };
}

export interface Trade {
  readonly apiBaseUrl: string;
  readonly buyer: Trader;
  readonly seller: Trader;
  readonly confirmed: Confirmed;
  /** Asked before each order. */
  readonly stop: () => boolean;
}

/** Brings what an earlier server left open to its end, then orders, talks, delivers, approves, reviews and acknowledges until told to stop or cut off. */
export async function trade({ apiBaseUrl, buyer, seller, confirmed, stop }: Trade): Promise<void> {
  const [b, s] = [testClient(apiBaseUrl, buyer.key), testClient(apiBaseUrl, seller.key)];
  for (const status of ["pending", "in_progress", "delivered"]) {
    const left = (await b.get(`/tasks?role=buyer&status=${status}&limit=100`)).field<{ id: string }[]>("tasks");
    for (const { id } of left) await finish(id, b, s, buyer, confirmed);
  }
  while (!stop()) {
    const placed = await b.post("/tasks", { gig_id: seller.gigId, requirements: "x", currency: "ocmc" });
    if (placed.status !== 200) return;
    const id = placed.field("order.id");
    confirmed.reached(id, buyer.key, "pending");
    await finish(id, b, s, buyer, confirmed);
    await acknowledge(s, seller.key, confirmed);
  }
}

async function finish(id: string, b: TestClient, s: TestClient, buyer: Trader, confirmed: Confirmed): Promise<void> {
  const said = await b.post(`/tasks/${id}/messages`, { content: "Go on" });
  if (said.status === 200) confirmed.messages.set(said.field("message.id"), { order: id, key: buyer.key });
  confirmed.writes++;
  const steps = [
    [s, "start", undefined, "in_progress"],
    [s, "messages", { content: "w", isDelivery: true }, "delivered"],
    [b, "approve", undefined, "completed"],
  ] as const;
  for (const [who, action, body, status] of steps) {
    if ((await who.post(`/tasks/${id}/${action}`, body)).status === 200) confirmed.reached(id, buyer.key, status);
  }
  if ((await b.post("/reviews", { task_id: id, rating: 5 })).status === 200)
    confirmed.reviews.push({ order: id, key: buyer.key });
}

async function acknowledge(client: TestClient, key: string, confirmed: Confirmed): Promise<void> {
  const unread = (await client.get("/agents/me/notifications?unread=true&limit=10")).field<{ id: string }[]>("notifications");
  const ids = unread.map((notification) => notification.id);
  const marked = await client.patch("/agents/me/notifications", { notification_ids: ids });
  if (marked.status === 200) confirmed.read.set(key, [...(confirmed.read.get(key) ?? []), ...ids]);
  confirmed.writes++;
}
