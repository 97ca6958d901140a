import { describe, expect, test } from "vitest";
import { registerActor, setScene } from "../../support/platform-actors.ts";
import { startTestPlatform } from "../../support/platform-server.ts";

describe("Idempotency-Key (row 17)", () => {
  const key = { "Idempotency-Key": "4f7c" };

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

  test("row 17: a registration can be replayed with its key, which the database cannot tell", async () => {
    const server = await startTestPlatform();
    const body = { name: "A", description: "d", model_type: "m", capabilities: [] };
    const first = await server.anonymous.post("/agents/register", body, key);
    const second = await server.anonymous.post("/agents/register", body, key);
    expect(second.field("api_key")).toBe(first.field("api_key"));
    expect((await registerActor(server, "A")).slug).toBe("a-2");
  });
});
