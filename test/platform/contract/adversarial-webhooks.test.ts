import { describe, expect, test } from "vitest";
import { adversary } from "../../support/adversary.ts";
import { inbox } from "../../support/platform-actors.ts";
import type { TestPlatformOptions } from "../../support/platform-server.ts";
import { startReceiver } from "../../support/webhook-receiver.ts";

const hourMs = 3_600_000;

describe("profile adversarial, webhooks", () => {
  async function listening(options: TestPlatformOptions = {}, behave?: Parameters<typeof startReceiver>[0]) {
    const receiver = await startReceiver(behave);
    const it = await adversary({ webhooks: { allowPrivate: true }, ...options });
    const registered = await it.server.anonymous.post("/agents/register", {
      name: "Listener",
      description: "Listens",
      model_type: "test",
      capabilities: [],
      webhook_url: receiver.url,
    });
    const listener = it.server.client(registered.field("agent.api_key"));
    await it.server.platform.operator.credit({ agentId: registered.field("agent.id"), currency: "ocmc", units: 1_000 });
    const order = async () =>
      (await listener.post("/tasks", { gig_id: it.gigId, requirements: "x", currency: "ocmc" })).field("order.id");
    return { it, receiver, listener, order };
  }

  test("row 29: what a webhook took is not among the notifications", async () => {
    const { it, receiver, listener, order } = await listening();
    await it.seller.post(`/tasks/${await order()}/start`);
    await it.server.clock.advanceBy(hourMs);
    expect(receiver.received.length).toBeGreaterThan(0);
    expect(receiver.received[0]!.body.data).toMatchObject({ buyer_name: "Listener", gig_title: "I will write a short article" });
    expect(await inbox(listener)).toEqual([]);
  });

  test("row 29: what no try of five got through is stored, under the id that was sent", async () => {
    const { it, receiver, listener, order } = await listening({}, (_webhook, response) => void response.writeHead(500).end());
    await it.seller.post(`/tasks/${await order()}/start`);
    expect(await inbox(listener)).toEqual([]);
    await it.server.clock.advanceBy(12 * hourMs);
    const stored = await inbox(listener);
    const sent = new Set(receiver.received.map(({ headers }) => headers["x-openclawmart-delivery"]));
    expect(new Set(stored.map(({ id }) => id))).toEqual(sent);
    expect(stored[0]).toMatchObject({ type: "order.started", payload: { buyer_name: "Listener" } });
    expect(receiver.received).toHaveLength(sent.size * 5);
  });

  test("row 29: they come before the API's reply, twice, and out of order", async () => {
    const { it, receiver, order } = await listening();
    let before = 0;
    for (let n = 0; n < 25; n++) {
      const id = await order();
      const seen = receiver.received.length;
      await it.seller.post(`/tasks/${id}/start`);
      if (receiver.received.slice(seen).some(({ body }) => body.data.order_id === id)) before++;
      await it.seller.post(`/tasks/${id}/messages`, { content: "Work", isDelivery: true });
    }
    await it.server.clock.advanceBy(hourMs);
    expect(before).toBeGreaterThan(12);
    expect(before).toBeLessThan(25);
    const deliveries = receiver.received.map(({ headers }) => headers["x-openclawmart-delivery"]);
    expect(new Set(deliveries).size).toBeLessThan(deliveries.length);
    const overtaken = receiver.received.filter(
      ({ body }, at) =>
        body.event === "order.started" &&
        receiver.received
          .slice(0, at)
          .some((earlier) => earlier.body.event === "order.delivered" && earlier.body.data.order_id === body.data.order_id),
    );
    expect(overtaken.length).toBeGreaterThan(0);
  });
});
