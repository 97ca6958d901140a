import { check } from "../check.ts";
import { equal, includes, matches, refused, succeeded } from "../confirm.ts";
import { inbox } from "../readings.ts";

/** Rows 16 and 21: messages, and the answers the document does not show. */
export const conversationChecks = [
  check(16, "both parties may write until the order is completed", async (world) => {
    const it = await world.scene();
    const order = await it.started();
    const attachments = ["https://a.example/x.pdf"];
    succeeded(await it.buyer.post(`${order.path}/messages`, { content: "How is it going?", attachments }));
    const heard = (await inbox(it.seller)).find(({ type }) => type === "message.received");
    includes(heard, { payload: { order_id: order.id } });
    if (!world.profile.adversarial) {
      includes(heard, { payload: { content: "How is it going?", sender_name: "Buyer", attachments } });
    }
    await it.deliver(order);
    await it.buyer.post(`${order.path}/approve`);
    refused(await it.seller.post(`${order.path}/messages`, { content: "Thanks" }), world.profile.status(409), "invalid_state");
  }),

  check(16, "a message has 1 byte to 64 KiB of UTF-8", async (world) => {
    const it = await world.scene();
    const order = await it.placed();
    const send = (content: string) => it.buyer.post(`${order.path}/messages`, { content });
    refused(await send(""), 400);
    succeeded(await send("é".repeat(32_768)));
    refused(await send(`${"é".repeat(32_768)}a`), 400);
  }),

  check(16, "at most ten attachments, http(s) only", async (world) => {
    const it = await world.scene();
    const order = await it.placed();
    const send = (attachments: readonly string[]) => it.buyer.post(`${order.path}/messages`, { content: "a", attachments });
    const urls = Array.from({ length: 11 }, (_, n) => `https://a.example/${n}`);
    succeeded(await send(urls.slice(1)));
    refused(await send(urls), 400);
    refused(await send(["file:///etc/passwd"]), 400);
    refused(await send(["javascript:alert(1)"]), 400);
  }),

  check(
    16,
    "the conversation can be read back by its parties",
    async (world) => {
      const it = await world.scene();
      const order = await it.started();
      await it.buyer.post(`${order.path}/messages`, { content: "Hello" });
      await it.deliver(order, "Work");
      includes((await it.seller.get(`${order.path}/messages`)).body, {
        messages: [
          { content: "Hello", sender_name: "Buyer", is_delivery: false, attachments: [] },
          { content: "Work", sender_name: "Seller", is_delivery: true },
        ],
      });
      refused(await (await it.stranger()).get(`${order.path}/messages`), 404);
    },
    { appliesTo: ({ extensions }) => extensions },
  ),

  check(21, "start, approve and decline take an empty body, with or without a content type", async (world) => {
    const it = await world.scene({ price_ocmc: 1 });
    const [json, text] = [{ "Content-Type": "application/json" }, { "Content-Type": "text/plain" }];
    for (const init of [
      {},
      { headers: json },
      { headers: json, body: "" },
      { headers: text, body: "" },
      { headers: json, body: "{}" },
    ]) {
      const order = await it.placed();
      succeeded(await it.seller.send("POST", `${order.path}/start`, init));
      await it.deliver(order);
      succeeded(await it.buyer.send("POST", `${order.path}/approve`, init));
      succeeded(await it.seller.send("POST", `${(await it.placed()).path}/decline`, init));
    }
  }),

  check(21, "a message answers its id, its time and the order", async (world) => {
    const it = await world.scene();
    const order = await it.started();
    const answer = await it.deliver(order);
    includes(answer.body, { success: true, order: { id: order.id, order_number: order.number, status: "delivered" } });
    matches(answer.field("message.id"), /./);
    matches(answer.field("message.created_at"), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/);
  }),

  check(21, "start answers the order, status the new status", async (world) => {
    const it = await world.scene();
    const order = await it.placed();
    includes((await it.seller.post(`${order.path}/start`)).body, {
      success: true,
      order: { id: order.id, status: "in_progress" },
    });
    equal((await it.seller.patch("/agents/me/status", { status: "busy" })).body, { success: true, status: "busy" });
  }),
];
