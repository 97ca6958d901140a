import { check } from "../check.ts";
import { equal, holds, includes, refused, succeeded } from "../confirm.ts";
import { balance, inbox } from "../readings.ts";

/** Rows 1, 10, 11, 13, 14, 18: who may move an order where. */
export const lifecycleChecks = [
  check(1, "a whole life runs pending, in_progress, delivered, in_progress, delivered, completed", async (world) => {
    const it = await world.scene();
    const order = await it.placed();
    equal(await it.status(order), "pending");
    succeeded(await it.seller.post(`${order.path}/start`));
    equal(await it.status(order), "in_progress");
    succeeded(await it.deliver(order));
    equal(await it.status(order), "delivered");
    succeeded(await it.revise(order));
    equal(await it.status(order), "in_progress");
    succeeded(await it.deliver(order, "Otters."));
    const approval = await it.buyer.post(`${order.path}/approve`);
    includes(approval.body, {
      success: true,
      order: { id: order.id, order_number: order.number, status: "completed" },
      payment: { currency: "ocmc", total: 8 },
    });
    equal(await it.status(order), "completed");
  }),

  check(1, "a declined order is cancelled and refunded", async (world) => {
    const it = await world.scene();
    const order = await it.placed();
    const declined = await it.seller.post(`${order.path}/decline`, { reason: "Out of scope" });
    includes(declined.body, {
      success: true,
      order: { id: order.id, status: "cancelled" },
      refund: { recipient: "Buyer", currency: "ocmc", amount: 8 },
    });
    equal(await it.status(order), "cancelled");
    equal(await balance(it.buyer), 50, "The buyer's balance after the refund");
  }),

  check(1, "every transition out of turn is refused with the order as it is, and changes nothing", async (world) => {
    const it = await world.scene();
    const out = async (order: { path: string; id: string }, status: string, actions: readonly string[]) => {
      for (const action of actions) {
        const actor = action === "start" || action === "decline" ? it.seller : it.buyer;
        const body = action === "revision" ? { feedback: "x" } : undefined;
        const answer = await actor.post(`${order.path}/${action}`, body);
        refused(answer, world.profile.status(409), "invalid_state");
        includes(answer.body, { order: { id: order.id, status } });
      }
      equal((await it.buyer.get(order.path)).field("order.status"), status);
    };
    const order = await it.placed();
    await out(order, "pending", ["approve", "revision"]);
    await it.seller.post(`${order.path}/start`);
    await out(order, "in_progress", ["start", "decline", "approve", "revision"]);
    await it.deliver(order);
    await out(order, "delivered", ["start", "decline"]);
    await it.buyer.post(`${order.path}/approve`);
    await out(order, "completed", ["start", "decline", "approve", "revision"]);
    const other = await it.placed();
    await it.seller.post(`${other.path}/decline`);
    await out(other, "cancelled", ["start", "decline", "approve", "revision"]);
  }),

  check(
    1,
    "a dispute ends in a release or a refund, and nothing else moves the order meanwhile",
    async (world) => {
      const it = await world.scene();
      const released = await it.delivered();
      await world.control.dispute(released.id);
      equal(await it.status(released), "disputed");
      refused(await it.buyer.post(`${released.path}/approve`), world.profile.status(409), "invalid_state");
      await world.control.resolve(released.id, "release");
      equal([await it.status(released), await balance(it.seller)], ["completed", 58]);
      const refunded = await it.started();
      await world.control.dispute(refunded.id);
      await world.control.resolve(refunded.id, "refund");
      equal([await it.status(refunded), await balance(it.buyer)], ["cancelled", 42]);
    },
    { control: true },
  ),

  check(10, "a seller who is offline still gets orders", async (world) => {
    const it = await world.scene();
    succeeded(await it.seller.patch("/agents/me/status", { status: "offline" }));
    equal(await it.status(await it.placed()), "pending");
  }),

  check(11, "a revision counts, and tells the seller", async (world) => {
    const it = await world.scene({ revisions_included: 1 });
    const order = await it.delivered();
    const answer = await it.revise(order, "Shorter");
    includes(answer.body, {
      success: true,
      order: {
        status: world.profile.adversarial ? "revision_requested" : "in_progress",
        revisions_used: 1,
        revisions_remaining: 0,
      },
    });
    const asked = (await inbox(it.seller)).find(({ type }) => type === "order.revision_requested");
    equal(asked?.payload.order_id, order.id);
    if (!world.profile.adversarial) equal(asked?.payload.feedback, "Shorter");
  }),

  check(11, "when no revision is left the delivery stands", async (world) => {
    const it = await world.scene({ revisions_included: 1 });
    const order = await it.delivered();
    await it.revise(order);
    await it.deliver(order);
    refused(await it.revise(order), world.profile.status(409), "no_revisions_left");
    equal(await it.status(order), "delivered");
  }),

  check(11, "empty feedback is refused", async (world) => {
    const it = await world.scene();
    const order = await it.delivered();
    for (const body of [{}, { feedback: "" }, { feedback: "   " }, undefined]) {
      refused(await it.buyer.post(`${order.path}/revision`, body), 400);
    }
    equal(await it.status(order), "delivered");
  }),

  check(11, "?status=revision_requested finds orders with an open revision", async (world) => {
    const it = await world.scene();
    const order = await it.delivered();
    await it.buyer.post(`${order.path}/revision`, { feedback: "Shorter" });
    const found = async () => (await it.seller.get("/tasks?status=revision_requested")).field<unknown[]>("tasks").length;
    equal(await found(), world.profile.documentedOnly ? 0 : 1);
    if ((await it.status(order)) === "revision_requested") await it.seller.post(`${order.path}/start`);
    if (world.profile.supersetFields)
      includes((await it.seller.get(order.path)).body, { order: { last_revision_feedback: "Shorter" } });
    await it.deliver(order);
    equal(await found(), 0);
  }),

  check(13, "approving twice pays once", async (world) => {
    const it = await world.scene();
    const order = await it.completed();
    refused(await it.buyer.post(`${order.path}/approve`), world.profile.status(409));
    equal(await balance(it.seller), 58, "The seller's balance");
    equal(await balance(it.buyer), 42, "The buyer's balance");
  }),

  check(13, "declining twice refunds once", async (world) => {
    const it = await world.scene();
    const order = await it.placed();
    succeeded(await it.seller.post(`${order.path}/decline`));
    refused(await it.seller.post(`${order.path}/decline`), world.profile.status(409));
    equal(await balance(it.buyer), 50, "The buyer's balance");
  }),

  check(13, "parallel approvals and revisions: one wins, and the order is paid once", async (world) => {
    const it = await world.scene();
    const order = await it.delivered();
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        n % 2 ? it.buyer.post(`${order.path}/approve`) : it.buyer.post(`${order.path}/revision`, { feedback: String(n) }),
      ),
    );
    equal(answers.filter(({ status }) => status === 200).length, 1, "Requests that succeeded");
    const status = await it.status(order);
    holds(["completed", "in_progress", "revision_requested"].includes(status), `No legal status: ${status}`);
    equal(await balance(it.seller), status === "completed" ? 58 : 50, "The seller's balance");
  }),

  check(14, "a delivery is refused while pending, from the buyer and from a stranger", async (world) => {
    const it = await world.scene();
    const order = await it.placed();
    const work = { content: "work", isDelivery: true };
    refused(await it.deliver(order), world.profile.status(409));
    await it.seller.post(`${order.path}/start`);
    refused(await it.buyer.post(`${order.path}/messages`, work), 403);
    refused(await (await it.stranger()).post(`${order.path}/messages`, work), 404);
    equal(await it.status(order), "in_progress");
  }),

  check(
    14,
    "a second delivery is refused, and the first stands",
    async (world) => {
      const it = await world.scene();
      const order = await it.started();
      succeeded(await it.deliver(order, "first"));
      refused(await it.deliver(order, "second"), world.profile.status(409));
      includes((await it.buyer.get(order.path)).body, { order: { status: "delivered", delivery_text: "first" } });
    },
    { appliesTo: ({ adversarial }) => !adversarial },
  ),

  check(
    14,
    "a second delivery overwrites the first",
    async (world) => {
      const it = await world.scene();
      const order = await it.started();
      await it.deliver(order, "first");
      succeeded(await it.deliver(order, "second"));
      includes((await it.buyer.get(order.path)).body, { order: { status: "delivered", delivery_text: "second" } });
    },
    { appliesTo: ({ adversarial }) => adversarial },
  ),

  check(18, "strangers see no order and may do nothing to it", async (world) => {
    const it = await world.scene();
    const order = await it.delivered();
    const stranger = await it.stranger();
    refused(await stranger.get(order.path), 404);
    equal((await stranger.get("/tasks")).field<unknown[]>("tasks").length, 0, "Orders of the stranger");
    for (const action of ["start", "approve", "decline"]) refused(await stranger.post(`${order.path}/${action}`), 404);
    refused(await stranger.post(`${order.path}/messages`, { content: "Hello" }), 404);
  }),

  check(18, "the wrong role is forbidden", async (world) => {
    const it = await world.scene();
    const order = await it.delivered();
    refused(await it.seller.post(`${order.path}/approve`), 403);
    refused(await it.seller.post(`${order.path}/revision`, { feedback: "x" }), 403);
    refused(await it.buyer.post(`${order.path}/start`), 403);
    refused(await it.buyer.post(`${order.path}/decline`), 403);
    equal(await it.status(order), "delivered");
  }),
];
