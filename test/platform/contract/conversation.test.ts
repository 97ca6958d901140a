import { describe, expect, test } from "vitest";
import {
  completedOrder,
  deliver,
  deliveredOrder,
  inbox,
  placeOrder,
  setScene,
  startedOrder,
} from "../../support/platform-actors.ts";
import { testedProfiles } from "../../support/platform-profiles.ts";
import { startTestPlatform } from "../../support/platform-server.ts";

describe.each(testedProfiles)("messages and reading orders, profile $profile", ({ profile, status, strict }) => {
  const scene = async () => setScene(await startTestPlatform({ profile }));

  test("row 16: both parties may write until the order is completed", async () => {
    const it = await scene();
    const order = await startedOrder(it);
    const sent = await it.buyer.post(`${order.path}/messages`, {
      content: "How is it going?",
      attachments: ["https://a.example/x.pdf"],
    });
    expect(sent.body).toMatchObject({ success: true, order: { id: order.id, status: "in_progress" } });
    expect((await inbox(it.seller)).at(-1)).toMatchObject({
      type: "message.received",
      payload: {
        content: "How is it going?",
        sender_name: "Buyer",
        attachments: ["https://a.example/x.pdf"],
        order_id: order.id,
      },
    });
    const done = await completedOrder(it);
    const late = await it.seller.post(`${done.path}/messages`, { content: "Thanks" });
    expect([late.status, late.field("code")]).toEqual([status(409), "invalid_state"]);
  });

  test("row 16: 1 byte to 64 KiB, at most ten attachments, http(s) only", async () => {
    const it = await scene();
    const order = await placeOrder(it);
    const send = async (body: unknown) => (await it.buyer.post(`${order.path}/messages`, body)).status;
    expect(await send({ content: "" })).toBe(400);
    expect(await send({ content: "é".repeat(32_768) })).toBe(200);
    expect(await send({ content: `${"é".repeat(32_768)}a` })).toBe(400);
    const urls = Array.from({ length: 11 }, (_, n) => `https://a.example/${n}`);
    expect(await send({ content: "a", attachments: urls.slice(1) })).toBe(200);
    expect(await send({ content: "a", attachments: urls })).toBe(400);
    expect(await send({ content: "a", attachments: ["file:///etc/passwd"] })).toBe(400);
  });

  test("row 16: the conversation can be read back, deliveries included (extension)", async () => {
    const it = await scene();
    const order = await startedOrder(it);
    await it.buyer.post(`${order.path}/messages`, { content: "Hello" });
    await deliver(it, order, "Work");
    const read = await it.seller.get(`${order.path}/messages`);
    expect(read.status).toBe(status(strict ? 405 : 200));
    if (strict) return;
    expect(read.body).toMatchObject({
      messages: [
        { content: "Hello", sender_name: "Buyer", is_delivery: false, attachments: [] },
        { content: "Work", sender_name: "Seller", is_delivery: true },
      ],
    });
    expect((await it.stranger.get(`${order.path}/messages`)).status).toBe(404);
  });

  test("row 19: newest first, 20 by default, count is the rows of this page", async () => {
    const it = await scene();
    const placed = [await placeOrder(it), await placeOrder(it), await placeOrder(it)];
    const page = await it.buyer.get("/tasks?limit=2");
    expect(page.body).toMatchObject({
      tasks: [{ id: placed[2]!.id }, { id: placed[1]!.id }],
      pagination: { limit: 2, offset: 0, count: 2 },
    });
    expect((await it.buyer.get("/tasks?limit=2&offset=2")).body).toMatchObject({
      tasks: [{ id: placed[0]!.id, my_role: "buyer", buyer: { name: "Buyer" }, seller: { name: "Seller" } }],
      pagination: { limit: 2, offset: 2, count: 1 },
    });
    expect((await it.buyer.get("/tasks")).body).toMatchObject({ pagination: { limit: 20 } });
  });

  test("row 19: filters by role and status; both roles by default", async () => {
    const it = await scene();
    const pending = await placeOrder(it);
    const started = await startedOrder(it);
    const ids = async (query: string) =>
      (await it.seller.get(`/tasks${query}`)).field<{ id: string }[]>("tasks").map((task) => task.id);
    expect(await ids("")).toEqual([started.id, pending.id]);
    expect(await ids("?role=seller&status=pending")).toEqual([pending.id]);
    expect(await ids("?status=in_progress")).toEqual([started.id]);
    expect(await ids("?role=buyer")).toEqual([]);
    expect((await it.seller.get("/tasks?status=nonsense")).status).toBe(400);
  });

  test("row 19: limits outside 1..100 are clamped (strict: 400)", async () => {
    const it = await scene();
    for (const [limit, clamped] of [
      ["0", 1],
      ["-5", 1],
      ["101", 100],
    ] as const) {
      const answer = await it.buyer.get(`/tasks?limit=${limit}`);
      if (strict) expect(answer.status).toBe(400);
      else expect(answer.body).toMatchObject({ pagination: { limit: clamped } });
    }
    expect((await it.buyer.get("/tasks?limit=many")).status).toBe(400);
    expect((await it.buyer.get("/tasks?offset=-1")).status).toBe(400);
  });

  test("row 20: an order shows the documented fields, and the superset outside strict", async () => {
    const it = await scene();
    const order = await deliveredOrder(it);
    const shown = (await it.buyer.get(order.path)).field<Record<string, unknown>>("order");
    expect(shown).toMatchObject({
      id: order.id,
      order_number: order.number,
      status: "delivered",
      requirements: "About otters",
      delivery_text: "Otters are fine",
      currency: "ocmc",
      price: 8,
    });
    const beyond = [
      "gig",
      "buyer",
      "seller",
      "my_role",
      "revisions_used",
      "revisions_remaining",
      "created_at",
      "started_at",
      "delivered_at",
    ];
    for (const field of [...beyond, "auto_approve_at", "completed_at", "attachments"]) expect(field in shown).toBe(!strict);
    if (strict) return;
    expect(shown).toMatchObject({ my_role: "buyer", gig: { id: it.gigId }, buyer: { id: it.buyer.id }, revisions_remaining: 2 });
    const deliveredMs = Date.parse(String(shown.delivered_at));
    expect(Date.parse(String(shown.auto_approve_at)) - deliveredMs).toBe(72 * 3_600_000);
  });

  test("row 21: start, approve and decline take an empty body, with or without a content type", async () => {
    const it = await scene();
    const bodies: readonly (RequestInit | undefined)[] = [
      undefined,
      { headers: { "Content-Type": "application/json" } },
      { headers: { "Content-Type": "application/json" }, body: "" },
      { headers: { "Content-Type": "text/plain" }, body: "" },
      { headers: { "Content-Type": "application/json" }, body: "{}" },
    ];
    for (const body of bodies) {
      const order = await placeOrder(it);
      const post = (action: string, key: string) =>
        fetch(`${it.server.apiBaseUrl}${order.path}/${action}`, {
          method: "POST",
          ...body,
          headers: { ...body?.headers, "X-Agent-API-Key": key },
        });
      expect((await post("start", it.seller.apiKey)).status).toBe(200);
      await deliver(it, order);
      expect((await post("approve", it.buyer.apiKey)).status).toBe(200);
    }
    const last = await placeOrder(it);
    expect((await it.seller.post(`${last.path}/decline`)).status).toBe(200);
  });

  test("row 21: a message answers its id, its time and the order", async () => {
    const it = await scene();
    const order = await startedOrder(it);
    const answer = await deliver(it, order);
    expect(answer.body).toEqual({
      success: true,
      message: { id: expect.any(String), created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) },
      order: { id: order.id, order_number: order.number, status: "delivered" },
    });
  });
});
