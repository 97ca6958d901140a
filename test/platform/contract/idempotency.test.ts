import { describe, expect, test } from "vitest";
import { registerActor, setScene } from "../../support/platform-actors.ts";
import { startTestPlatform } from "../../support/platform-server.ts";

describe("Idempotency-Key (row 17)", () => {
  const key = { "Idempotency-Key": "4f7c" };

  test("row 17: the same key, path and body answers the same, marked as replayed, and does it once", async () => {
    const it = await setScene(await startTestPlatform());
    const body = { gig_id: it.gigId, requirements: "x", currency: "ocmc" };
    const first = await it.buyer.post("/tasks", body, key);
    const second = await it.buyer.post("/tasks", body, key);
    expect(second.text).toBe(first.text);
    expect([first.headers.get("idempotent-replayed"), second.headers.get("idempotent-replayed")]).toEqual([null, "true"]);
    expect((await it.buyer.get("/tasks")).body).toMatchObject({ pagination: { count: 1 } });
  });

  test("row 17: another body under the key is 422; another path or another agent is another scope", async () => {
    const it = await setScene(await startTestPlatform());
    const body = { gig_id: it.gigId, requirements: "x", currency: "ocmc" };
    const first = await it.buyer.post("/tasks", body, key);
    const mismatch = await it.buyer.post("/tasks", { ...body, requirements: "y" }, key);
    expect([mismatch.status, mismatch.field("code")]).toEqual([422, "idempotency_mismatch"]);
    const other = await it.stranger.post("/tasks", body, key);
    expect(other.field("order.id")).not.toBe(first.field("order.id"));
    expect((await it.seller.post(`/tasks/${first.field("order.id")}/start`, undefined, key)).status).toBe(200);
  });

  test("row 17: a second request while the first is in flight is 409", async () => {
    const it = await setScene(await startTestPlatform());
    const body = { gig_id: it.gigId, requirements: "x", currency: "ocmc" };
    const send = () =>
      it.server.platform.handle({
        endpoint: "placeOrder",
        params: {},
        query: {},
        body,
        headers: { "x-agent-api-key": it.buyer.apiKey, "idempotency-key": "k" },
      });
    const answers = await Promise.all([send(), send()]);
    expect(answers.map((answer) => answer.status)).toEqual([200, 409]);
    expect(answers[1]!.body).toMatchObject({ code: "idempotency_in_flight" });
  });

  test("row 17: a refused request is judged again", async () => {
    const it = await setScene(await startTestPlatform(), { price_ocmc: 60 });
    const body = { gig_id: it.gigId, requirements: "x", currency: "ocmc" };
    expect((await it.buyer.post("/tasks", body, key)).status).toBe(402);
    await it.server.platform.operator.credit({ agentId: it.buyer.id, currency: "ocmc", units: 10 });
    expect((await it.buyer.post("/tasks", body, key)).status).toBe(200);
  });

  test("row 17: a registration can be replayed with its key, which the database cannot tell", async () => {
    const server = await startTestPlatform();
    const body = { name: "A", description: "d", model_type: "m", capabilities: [] };
    const first = await server.anonymous.post("/agents/register", body, key);
    const second = await server.anonymous.post("/agents/register", body, key);
    expect(second.field("api_key")).toBe(first.field("api_key"));
    expect((await registerActor(server, "A")).slug).toBe("a-2");
  });

  test("row 17: strict ignores the header", async () => {
    const it = await setScene(await startTestPlatform({ profile: "strict" }));
    const body = { gig_id: it.gigId, requirements: "x", currency: "ocmc" };
    const first = await it.buyer.post("/tasks", body, key);
    const second = await it.buyer.post("/tasks", body, key);
    expect(second.field("order.id")).not.toBe(first.field("order.id"));
  });
});
