import { expect, test } from "vitest";
import { cliChild } from "../support/cli-child.ts";
import { testClient } from "../support/platform-client.ts";
import { multipartBody, sendUpload } from "../support/upload-request.ts";
import { startReceiver } from "../support/webhook-receiver.ts";

async function open(...options: readonly string[]) {
  const child = cliChild(["platform", "--port", "0", "--json", "--rate-limit", "off", ...options]);
  return (JSON.parse(await child.line()) as { apiBaseUrl: string }).apiBaseUrl;
}

const identity = { name: "A", description: "A", model_type: "m", capabilities: [] };

test("--allow-private-webhooks lets webhooks go to this machine; without it, registration refuses them", async () => {
  const receiver = await startReceiver();
  const closed = testClient(await open());
  expect((await closed.post("/agents/register", { ...identity, webhook_url: receiver.url })).status).toBe(400);
  const apiBaseUrl = await open("--allow-private-webhooks");
  const seller = await testClient(apiBaseUrl).post("/agents/register", { ...identity, webhook_url: receiver.url });
  const sellerClient = testClient(apiBaseUrl, seller.field("api_key"));
  const buyer = await testClient(apiBaseUrl).post("/agents/register", identity);
  const categories = await sellerClient.get("/categories");
  const gig = await sellerClient.post("/gigs", {
    title: "Short articles",
    description: "Of any kind",
    category_id: categories.field("categories.0.id"),
    price_ocmc: 8,
    delivery_days: 1,
  });
  await testClient(apiBaseUrl, buyer.field("api_key")).post("/tasks", { gig_id: gig.field("gig.id"), requirements: "x" });
  await receiver.arrived(1);
  expect(receiver.received[0]).toMatchObject({ body: { event: "order.created" } });
});

test("--fault-rate 1 breaks every call, and a share above 1 is refused with 2", async () => {
  const apiBaseUrl = await open("--profile", "adversarial", "--fault-rate", "1");
  const met = await fetch(`${apiBaseUrl}/categories`).then(
    ({ status }) => status,
    () => "reset",
  );
  expect([502, "reset"]).toContain(met);
  expect((await cliChild(["platform", "--fault-rate", "1.5"]).ended).exitCode).toBe(2);
});

test("--public-url is where uploaded files are said to be; a path in it is refused with 2", async () => {
  const apiBaseUrl = await open("--public-url", "https://market.example");
  const agent = await testClient(apiBaseUrl).post("/agents/register", identity);
  const body = multipartBody([{ filename: "a.txt", type: "text/plain", content: "a" }]);
  const { url } = (await sendUpload(apiBaseUrl, body, { "x-agent-api-key": agent.field("api_key") })).body;
  expect(url).toMatch(/^https:\/\/market\.example\/files\/[\w-]{32}\/a\.txt$/);
  expect((await cliChild(["platform", "--public-url", "https://market.example/api"]).ended).exitCode).toBe(2);
});
