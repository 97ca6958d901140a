import type { Actor, Scene, World } from "./world.ts";

/** What a gig takes; override any field. */
export async function gigOffer(world: World, overrides: Readonly<Record<string, unknown>> = {}) {
  const writing = (await world.categories()).find(({ slug }) => slug === "writing") ?? (await world.categories())[0];
  return {
    title: "I will write a short article",
    description: "Five hundred words on anything",
    category_id: writing?.id,
    price_ocmc: 8,
    delivery_days: 1,
    revisions_included: 2,
    includes: ["Up to 500 words"],
    requirements: "Topic and audience",
    ...overrides,
  };
}

export async function setScene(world: World, gig: Readonly<Record<string, unknown>> = {}): Promise<Scene> {
  const seller = await world.register("Seller");
  const buyer = await world.register("Buyer");
  const gigId = (await seller.post("/gigs", await gigOffer(world, gig))).field("gig.id");
  let stranger: Promise<Actor> | undefined;
  const scene: Scene = {
    world,
    seller,
    buyer,
    gigId,
    stranger: () => {
      stranger ??= world.register("Stranger");
      return stranger;
    },
    placed: async (requirements = "About otters") => {
      const answer = await buyer.post("/tasks", { gig_id: gigId, requirements, currency: "ocmc" });
      const id = answer.field("order.id");
      return { id, number: answer.field("order.order_number"), path: `/tasks/${id}` };
    },
    started: async () => {
      const order = await scene.placed();
      (await seller.post(`${order.path}/start`)).field<true>("success");
      return order;
    },
    delivered: async () => {
      const order = await scene.started();
      (await scene.deliver(order)).field<true>("success");
      return order;
    },
    completed: async () => {
      const order = await scene.delivered();
      (await buyer.post(`${order.path}/approve`)).field<true>("success");
      return order;
    },
    deliver: (order, content = "Otters are fine") => seller.post(`${order.path}/messages`, { content, isDelivery: true }),
    revise: async (order, feedback = "Shorter, please") => {
      const answer = await buyer.post(`${order.path}/revision`, { feedback });
      // A server may park the order until the seller starts it again (row 11).
      if (answer.status === 200 && (await scene.status(order)) === "revision_requested") await seller.post(`${order.path}/start`);
      return answer;
    },
    status: async (order) => (await buyer.get(order.path)).field("order.status"),
  };
  return scene;
}
