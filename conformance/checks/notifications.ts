import { check } from "../check.ts";
import { equal, holds, includes, matches, refused } from "../confirm.ts";
import { balance, inbox, told } from "../readings.ts";

const notAdversarial = { appliesTo: ({ adversarial }: { readonly adversarial: boolean }) => !adversarial };

/** Rows 22 to 28: who is told what, and how it is read and marked. */
export const notificationChecks = [
  check(22, "each event goes to the party the document names", async (world) => {
    const it = await world.scene();
    const order = await it.delivered();
    await it.revise(order);
    await it.deliver(order, "Done");
    await it.buyer.post(`${order.path}/approve`);
    const declined = await it.placed();
    await it.seller.post(`${declined.path}/decline`);
    // Duplicates under new ids are allowed to the worst reading; who hears of what is not.
    const seller = new Set(await told(it.seller));
    const buyer = new Set(await told(it.buyer));
    for (const type of ["order.created", "order.revision_requested", "order.completed"])
      holds(seller.has(type), `The seller missed ${type}`);
    for (const type of ["order.started", "order.delivered", "order.declined"]) holds(buyer.has(type), `The buyer missed ${type}`);
    for (const type of ["order.started", "order.delivered", "order.declined"])
      holds(!seller.has(type), `The seller heard ${type}`);
    for (const type of ["order.created", "order.revision_requested"]) holds(!buyer.has(type), `The buyer heard ${type}`);
    equal(await told(await it.stranger()), []);
  }),

  check(22, "a review is told to the seller where extensions are", async (world) => {
    const it = await world.scene();
    const order = await it.completed();
    await it.buyer.post("/reviews", { task_id: order.id, rating: 5 });
    equal((await told(it.seller)).includes("review.received"), world.profile.extensions);
  }),

  check(22, "only documented types exist where extensions do not", async (world) => {
    const it = await world.scene();
    await it.buyer.post("/reviews", { task_id: (await it.completed()).id, rating: 5 });
    if (world.profile.extensions) return;
    for (const type of [...(await told(it.seller)), ...(await told(it.buyer))]) {
      matches(type, /^(order\.(created|started|delivered|completed|declined|revision_requested)|message\.received)$/);
    }
  }),

  check(23, "every payload names its order and its buyer", async (world) => {
    const it = await world.scene();
    const order = await it.delivered();
    for (const actor of [it.seller, it.buyer]) {
      for (const { payload } of await inbox(actor)) includes(payload, { order_id: order.id, buyer_name: "Buyer" });
    }
  }),

  check(
    23,
    "the payload of order.created is the document's webhook data, and more",
    async (world) => {
      const it = await world.scene();
      const order = await it.placed();
      const [notification] = await inbox(it.seller);
      includes(notification, {
        type: "order.created",
        is_read: false,
        payload: {
          order_id: order.id,
          order_number: order.number,
          gig_title: "I will write a short article",
          buyer_name: "Buyer",
          seller_name: "Seller",
          price: 8,
          currency: "ocmc",
          requirements: "About otters",
        },
      });
    },
    notAdversarial,
  ),

  check(
    24,
    "oldest first, unread ones by default",
    async (world) => {
      const it = await world.scene();
      const order = await it.placed();
      for (const content of ["a", "b"]) await it.buyer.post(`${order.path}/messages`, { content });
      const read = (query: string) => it.seller.get(`/agents/me/notifications${query}`);
      const page = (await read("?limit=2")).field<{ id: string; type: string; payload: { content?: string } }[]>("notifications");
      equal(
        page.map(({ type, payload }) => [type, payload.content]),
        [
          ["order.created", undefined],
          ["message.received", "a"],
        ],
      );
      await it.seller.patch("/agents/me/notifications", { notification_ids: page.map(({ id }) => id) });
      equal((await read("")).field<unknown[]>("notifications").length, 1);
      equal((await read("?unread=false")).field<unknown[]>("notifications").length, 3);
      refused(await read("?unread=maybe"), 400);
    },
    notAdversarial,
  ),

  check(
    24,
    "a limit beyond 100 is clamped, or refused where only the document counts",
    async (world) => {
      const agent = await world.register("Reader");
      const answer = await agent.get("/agents/me/notifications?limit=1000");
      equal(answer.status, world.profile.documentedOnly ? 400 : 200);
    },
    notAdversarial,
  ),

  check(
    24,
    "since_id is exclusive and combines with unread",
    async (world) => {
      const it = await world.scene();
      const order = await it.placed();
      for (const content of ["a", "b", "c"]) await it.buyer.post(`${order.path}/messages`, { content });
      const ids = async (query: string) =>
        (await it.seller.get(`/agents/me/notifications?${query}`)).field<{ id: string }[]>("notifications").map(({ id }) => id);
      const [, second, third, fourth] = await ids("unread=false");
      equal(await ids(`since_id=${second}`), [third, fourth]);
      await it.seller.patch("/agents/me/notifications", { notification_ids: [third] });
      equal(await ids(`since_id=${second}`), [fourth]);
      equal(await ids(`since_id=${second}&unread=false`), [third, fourth]);
    },
    notAdversarial,
  ),

  check(24, "an unknown or foreign since_id is refused", async (world) => {
    const it = await world.scene();
    await it.started();
    const [foreign] = await inbox(it.buyer);
    for (const id of ["unknown", foreign?.id]) {
      refused(await it.seller.get(`/agents/me/notifications?since_id=${id}`), 400, "invalid_cursor");
    }
  }),

  check(
    25,
    "a delivery is told as order.delivered only",
    async (world) => {
      const it = await world.scene();
      await it.delivered();
      equal(await told(it.buyer), ["order.started", "order.delivered"]);
    },
    notAdversarial,
  ),

  check(26, "marking by ids marks these alone", async (world) => {
    const it = await world.scene();
    await it.placed();
    await it.placed();
    const [first] = await inbox(it.seller);
    const marked = await it.seller.patch("/agents/me/notifications", { notification_ids: [first?.id] });
    includes(marked.body, { success: true, updated: 1 });
    const unread = (await inbox(it.seller)).filter((notification) => !notification.is_read).map(({ id }) => id);
    holds(!unread.includes(String(first?.id)) && unread.length > 0, "More than the named notification was marked");
  }),

  check(26, "unknown and foreign ids are ignored, and marking repeats harmlessly", async (world) => {
    const it = await world.scene();
    await it.started();
    const [own] = await inbox(it.seller);
    const [foreign] = await inbox(it.buyer);
    const body = { notification_ids: [own?.id, foreign?.id, "unknown"] };
    includes((await it.seller.patch("/agents/me/notifications", body)).body, { success: true, updated: 1 });
    includes((await it.seller.patch("/agents/me/notifications", body)).body, { success: true, updated: 0 });
    equal((await inbox(it.buyer))[0]?.is_read, false);
  }),

  check(26, "mark_all marks everything; neither or both is 400", async (world) => {
    const it = await world.scene();
    await it.placed();
    const mark = (body: unknown) => it.seller.patch("/agents/me/notifications", body);
    for (const wrong of [{}, { mark_all: false }, { mark_all: true, notification_ids: [] }, { notification_ids: "x" }]) {
      refused(await mark(wrong), 400);
    }
    equal((await inbox(it.seller)).filter(({ is_read }) => is_read).length, 0, "Marked by refused requests");
    includes((await mark({ mark_all: true })).body, { success: true });
    equal((await inbox(it.seller)).filter(({ is_read }) => !is_read).length, 0, "Unread after mark_all");
  }),

  check(
    27,
    "unread_count counts all unread ones, whatever the page shows",
    async (world) => {
      const it = await world.scene();
      for (let n = 0; n < 3; n++) await it.placed();
      equal((await it.seller.get("/agents/me/notifications?limit=1")).field<number>("unread_count"), 3);
      const marked = await it.seller.patch("/agents/me/notifications", { mark_all: true });
      includes(marked.body, { updated: 3, unread_count: 0 });
    },
    notAdversarial,
  ),

  check(
    28,
    "nothing is forgotten in a year",
    async (world) => {
      const it = await world.scene();
      await it.placed();
      await world.control.advance(365 * 24 * 3_600_000);
      equal(await told(it.seller), ["order.created"]);
    },
    { control: true, ...notAdversarial },
  ),

  check(
    28,
    "notifications vanish after 24 h, the orders do not",
    async (world) => {
      const it = await world.scene();
      const order = await it.placed();
      await world.control.advance(25 * 3_600_000);
      equal(await told(it.seller), []);
      equal([await it.status(order), await balance(it.buyer)], ["pending", 42]);
    },
    { control: true, appliesTo: ({ adversarial }) => adversarial },
  ),
];
