import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import { VirtualClock } from "../../src/base/virtual-clock.ts";
import { createClient } from "../../src/client/client.ts";
import { outcomeOf } from "../../src/client/failure.ts";
import type { Interceptor } from "../../src/client/interceptor.ts";
import { endpoints } from "../../src/protocol/endpoints/table.ts";
import { apiKey, order, orderRow, profile, rejection, run } from "./fixtures.ts";
import { type Answer, scriptedTransport } from "./scripted-transport.ts";

function setup(...answers: readonly Answer[]) {
  const clock = new VirtualClock();
  const transport = scriptedTransport(...answers);
  return { clock, transport, client: createClient({ transport, apiKey, clock, random: seededRandom(1) }) };
}

describe("createClient", () => {
  it("has one method per endpoint of the table", () => {
    const { client } = setup();
    expect(Object.keys(client).sort()).toEqual([...Object.keys(endpoints), "serverTime"].sort());
  });

  it("has endpoints whose flat input cannot clash: no name is both a path parameter and a field", () => {
    for (const [name, { path, ...definition }] of Object.entries(endpoints)) {
      expect("query" in definition && "body" in definition, name).toBe(false);
      expect(
        /\{(gig_id|task_id|content|requirements|feedback|reason|status|limit|offset|role|category|currency)\}/.test(path),
        name,
      ).toBe(false);
    }
  });

  it("splits a flat input into path, query and body and fills in the table's defaults", async () => {
    const { client, transport } = setup(
      { body: { success: true, order } },
      { body: { success: true } },
      { body: { tasks: [orderRow("1")] } },
      { body: { success: true, updated: 1, unread_count: 0 } },
    );
    await client.placeOrder({ gig_id: "g1", requirements: " words " });
    await client.sendMessage({ taskId: "o1", content: "done", isDelivery: true });
    await client.listOrders({ role: "seller", status: "pending", limit: 500 });
    await client.markNotifications({ notification_ids: ["n1"] });
    expect(transport.requests).toMatchObject([
      { endpoint: "placeOrder", params: {}, query: {}, body: { gig_id: "g1", requirements: "words", currency: "ocmc" } },
      { endpoint: "sendMessage", params: { taskId: "o1" }, body: { content: "done", isDelivery: true } },
      { endpoint: "listOrders", query: { role: "seller", status: "pending", limit: "100", offset: "0" }, body: undefined },
      { endpoint: "markNotifications", body: { notification_ids: ["n1"] } },
    ]);
    expect(transport.requests[1]?.body).not.toHaveProperty("taskId");
  });

  it("sends the key in x-agent-api-key and nowhere else, and none when there is none", async () => {
    const { client, transport, clock } = setup({ body: profile });
    await client.me();
    expect(transport.requests[0]?.headers).toEqual({ "x-agent-api-key": apiKey });
    const anonymous = createClient({ transport, apiKey: undefined, clock, random: seededRandom(1) });
    await anonymous.me();
    expect(transport.requests[1]?.headers).toEqual({});
  });

  it("refuses an input that does not fit, before any request, naming the field", async () => {
    const { client, transport } = setup();
    const thrown = await rejection(client.review({ task_id: "o1", rating: 9 }));
    expect(thrown).toMatchObject({ code: "invalid_call", retryable: false, details: { issues: [{ path: "rating" }] } });
    expect(transport.requests).toEqual([]);
  });

  it.each(["", ".", ".."])("refuses the path parameter %j, which would address another endpoint", async (taskId) => {
    const { client, transport } = setup();
    expect(await rejection(client.startOrder({ taskId }))).toMatchObject({ code: "invalid_call" });
    expect(transport.requests).toEqual([]);
  });

  it("resolves with undefined when an endpoint that promises no body answers an empty or strange one", async () => {
    const { client } = setup({ status: 204 }, { status: 200, body: "<html>" }, { status: 201, body: { success: true, order } });
    expect(await client.startOrder({ taskId: "o1" })).toBeUndefined();
    expect(await client.startOrder({ taskId: "o1" })).toBeUndefined();
    expect(await client.startOrder({ taskId: "o1" })).toMatchObject({ order: { id: "o1" } });
  });

  it("takes a web page for no answer: a write behind a maintenance page has an unknown outcome, not success", async () => {
    const page = { status: 200, headers: { "content-type": "text/html; charset=utf-8" }, body: undefined };
    const { client } = setup(page, page);
    for (const call of [
      client.startOrder({ taskId: "o1" }),
      client.sendMessage({ taskId: "o1", content: "x", isDelivery: true }),
    ]) {
      const thrown = await rejection(call);
      expect(thrown).toMatchObject({
        code: "api_bad_reply",
        message: expect.stringContaining("200, and the answer is a web page"),
      });
      expect(outcomeOf(thrown)).toBe("unknown");
    }
  });

  it("keeps fields the document does not name", async () => {
    const { client } = setup({ body: { agent: { ...profile.agent, mood: "fine" } } });
    expect((await client.me()).agent.mood).toBe("fine");
  });

  it("reads again after an unreadable success, and gives up with api_bad_reply naming the field", async () => {
    const { client, clock, transport } = setup({ body: { order: {} } });
    const thrown = await rejection(run(clock, client.getOrder({ taskId: "o1" })));
    expect(thrown).toMatchObject({ code: "api_bad_reply", details: { status: 200 } });
    expect(JSON.stringify((thrown as { details: unknown }).details)).toContain("order.id");
    expect(transport.requests).toHaveLength(4);
  });

  it("never repeats a placeOrder whose success cannot be read", async () => {
    const { client, clock, transport } = setup({ status: 200, body: undefined });
    const thrown = await rejection(run(clock, client.placeOrder({ gig_id: "g", requirements: "r" })));
    expect(thrown).toMatchObject({ code: "api_bad_reply" });
    expect(transport.requests).toHaveLength(1);
  });

  it("learns the server's clock from Date, refusals included", async () => {
    const { client, clock } = setup({ status: 404, headers: { date: "Thu, 01 Jan 2026 01:00:00 GMT" } });
    await rejection(client.getOrder({ taskId: "o1" }));
    expect(client.serverTime.nowMs() - clock.now()).toBe(3_600_000);
  });

  it("runs beforeAttempt for every attempt, retries included", async () => {
    const clock = new VirtualClock();
    const transport = scriptedTransport({ status: 503 }, { status: 503 }, { body: profile });
    let attempts = 0;
    const count: Interceptor = (call, next) => {
      attempts++;
      return next(call);
    };
    const client = createClient({ transport, apiKey, clock, random: seededRandom(1), beforeAttempt: [count] });
    await run(clock, client.me());
    expect(attempts).toBe(3);
  });
});
