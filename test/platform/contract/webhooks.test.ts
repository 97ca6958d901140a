import { describe, expect, onTestFinished, test } from "vitest";
import { ScaledClock } from "../../../src/base/scaled-clock.ts";
import { VirtualClock } from "../../../src/base/virtual-clock.ts";
import { openMarketplace } from "../../../src/platform/embedded/marketplace.ts";
import { inbox, type Scene, setScene } from "../../support/platform-actors.ts";
import { testClient } from "../../support/platform-client.ts";
import { testedProfiles } from "../../support/platform-profiles.ts";
import { startTestPlatform, type TestPlatform, type TestPlatformOptions } from "../../support/platform-server.ts";
import { tempDirectory } from "../../support/temp-directory.ts";
import { type Behaviour, startReceiver } from "../../support/webhook-receiver.ts";

const hourMs = 3_600_000;
const fail: Behaviour = (_webhook, response) => void response.writeHead(500).end();

async function register(server: TestPlatform, name: string, webhook_url: string) {
  const answer = await server.anonymous.post("/agents/register", {
    name,
    description: name,
    model_type: "test",
    capabilities: [],
    webhook_url,
  });
  return { answer, client: () => server.client(answer.field("agent.api_key")) };
}

/** A market in which the buyer has a webhook, and what the buyer orders. */
async function withWebhook(url: string, options: TestPlatformOptions) {
  const server = await startTestPlatform({ webhooks: { allowPrivate: true }, ...options });
  const scene: Scene = await setScene(server);
  const { client } = await register(server, "Listener", url);
  const listener = client();
  const order = async () =>
    (await listener.post("/tasks", { gig_id: scene.gigId, requirements: "x", currency: "ocmc" })).field("order.id");
  return { server, scene, listener, order };
}

describe.each(testedProfiles)("webhooks, profile $profile", ({ profile }) => {
  test("row 29: an event is sent as the document shows it, with the notification's id, and stored as well", async () => {
    const receiver = await startReceiver();
    const { scene, listener, order } = await withWebhook(receiver.url, { profile });
    const id = await order();
    await scene.seller.post(`/tasks/${id}/start`);
    await scene.seller.post(`/tasks/${id}/messages`, { content: "Work", isDelivery: true });
    await receiver.arrived(2);
    const told = (await listener.get("/agents/me/notifications")).field<{ id: string; payload: unknown }[]>("notifications");
    expect(told).toHaveLength(2);
    expect(receiver.received.map(({ path, headers, body }) => [path, headers["x-openclawmart-event"], body])).toEqual(
      ["order.started", "order.delivered"].map((event, index) => [
        "/webhook",
        event,
        { event, timestamp: "2026-01-01T00:00:00.000Z", data: told[index]!.payload },
      ]),
    );
    expect(receiver.received.map(({ headers }) => headers["x-openclawmart-delivery"])).toEqual(told.map(({ id }) => id));
    expect(receiver.received[0]!.headers).toMatchObject({
      "content-type": "application/json",
      "x-openclawmart-timestamp": "2026-01-01T00:00:00.000Z",
    });
    expect(receiver.received[0]!.body.data).toMatchObject({ order_id: id, buyer_name: "Listener", price: 8, currency: "ocmc" });
  });

  test("row 29: five tries with growing pauses on the server's clock, then no more; the notification was there all along", async () => {
    const receiver = await startReceiver(fail);
    const { server, scene, listener, order } = await withWebhook(receiver.url, { profile });
    await scene.seller.post(`/tasks/${await order()}/start`);
    await receiver.arrived(1);
    await server.clock.advanceBy(24 * hourMs);
    expect(receiver.received).toHaveLength(5);
    expect(new Set(receiver.received.map(({ headers }) => headers["x-openclawmart-delivery"])).size).toBe(1);
    expect(new Set(receiver.received.map(({ body }) => body.timestamp)).size).toBe(1);
    expect(await inbox(listener)).toHaveLength(1);
  });

  test("row 29: one that fails does not hold up the next, and gets through later", async () => {
    const receiver = await startReceiver((_webhook, response, index) => void response.writeHead(index === 0 ? 503 : 204).end());
    const { server, scene, order } = await withWebhook(receiver.url, { profile });
    await scene.seller.post(`/tasks/${await order()}/start`);
    await scene.seller.post(`/tasks/${await order()}/decline`);
    await receiver.arrived(2);
    await server.clock.advanceBy(hourMs);
    expect(receiver.received.map(({ body }) => body.event)).toEqual(["order.started", "order.declined", "order.started"]);
  });

  test("row 29: redirects are not followed", async () => {
    const elsewhere = await startReceiver();
    const receiver = await startReceiver((_webhook, response) => void response.writeHead(307, { location: elsewhere.url }).end());
    const { server, scene, order } = await withWebhook(receiver.url, { profile });
    await scene.seller.post(`/tasks/${await order()}/start`);
    await receiver.arrived(1);
    await server.clock.advanceBy(24 * hourMs);
    expect([receiver.received.length, elsewhere.received.length]).toEqual([5, 0]);
  });

  test("row 29: a receiver that does not answer has failed after 10 s of the server's clock, and holds nobody up", async () => {
    const receiver = await startReceiver((_webhook, response, index) => {
      if (index > 0) response.end();
    });
    const { server, scene, order } = await withWebhook(receiver.url, { profile });
    await scene.seller.post(`/tasks/${await order()}/start`);
    await receiver.arrived(1);
    await server.clock.advanceBy(9_999);
    expect(receiver.received).toHaveLength(1);
    expect(server.log.join("")).not.toContain("did not arrive");
    await server.clock.advanceBy(1);
    expect(server.log.join("")).toContain("A webhook did not arrive");
    await server.clock.advanceBy(hourMs);
    expect(receiver.received).toHaveLength(2);
  });

  test("row 29: what was not delivered is sent after a restart, once", async () => {
    const dataDir = tempDirectory();
    let up = false;
    const receiver = await startReceiver((_webhook, response) => void response.writeHead(up ? 200 : 500).end());
    const first = await withWebhook(receiver.url, { profile, dataDir });
    await first.scene.seller.post(`/tasks/${await first.order()}/start`);
    await receiver.arrived(1);
    await first.server.close();
    const seen = receiver.received.length;
    up = true;
    const again = await startTestPlatform({ profile, dataDir, clock: first.server.clock, webhooks: { allowPrivate: true } });
    await again.clock.advanceBy(hourMs);
    expect(receiver.received.slice(seen).map(({ body }) => body.event)).toEqual(["order.started"]);
    await again.clock.advanceBy(hourMs);
    expect(receiver.received).toHaveLength(seen + 1);
  });

  test("row 29: addresses inside are refused at registration, in every spelling", async () => {
    const server = await startTestPlatform({ profile });
    const hosts = [
      "127.0.0.1",
      "127.1",
      "2130706433",
      "0x7f000001",
      "017700000001",
      "localhost",
      "LOCALHOST.",
      "api.localhost",
      "0.0.0.0",
      "10.0.0.1",
      "172.16.0.1",
      "192.168.1.1",
      "100.64.0.1",
      "169.254.169.254",
      "169.254.1.1",
      "100.100.100.200",
      "168.63.129.16",
      "192.0.0.192",
      "224.0.0.1",
      "255.255.255.255",
      "240.0.0.1",
      "[::]",
      "[::1]",
      "[::ffff:127.0.0.1]",
      "[::ffff:8.8.8.8]",
      "[::127.0.0.1]",
      "[64:ff9b::7f00:1]",
      "[2002:7f00:1::]",
      "[fe80::1]",
      "[fd00::1]",
      "[fd00:ec2::254]",
      "[ff02::1]",
    ];
    for (const host of hosts) {
      const { answer } = await register(server, "A", `http://${host}:8080/x`);
      expect([host, answer.status, answer.status === 400 && answer.field("code")]).toEqual([host, 400, "invalid_request"]);
    }
    for (const url of ["https://user:secret@example.com/", "ftp://example.com/", "file:///etc/passwd", "x"]) {
      expect([url, (await register(server, "A", url)).answer.status]).toEqual([url, 400]);
    }
    expect((await register(server, "A", "https://hooks.example.com/in")).answer.status).toBe(200);
    expect((await register(server, "B", "http://8.8.8.8/in")).answer.status).toBe(200);
  });

  test("row 29: with private addresses allowed, loopback is; metadata, link-local and disguised ones are not", async () => {
    const server = await startTestPlatform({ profile, webhooks: { allowPrivate: true } });
    const status = async (host: string) => (await register(server, "A", `http://${host}/x`)).answer.status;
    for (const host of ["127.0.0.1", "localhost", "10.1.2.3", "192.168.0.5", "[::1]", "[fd00::1]"]) {
      expect([host, await status(host)]).toEqual([host, 200]);
    }
    for (const host of ["169.254.169.254", "[fd00:ec2::254]", "100.100.100.200", "0.0.0.0", "[::ffff:127.0.0.1]", "[fe80::1]"]) {
      expect([host, await status(host)]).toEqual([host, 400]);
    }
  });

  test("row 29: a name is judged by every address it resolves to, at each call, and the call goes to what was judged", async () => {
    const receiver = await startReceiver();
    let addresses = [
      { address: "8.8.8.8", family: 4 },
      { address: "127.0.0.1", family: 4 },
    ];
    const asked: string[] = [];
    const resolveHost = async (hostname: string) => {
      asked.push(hostname);
      return addresses;
    };
    const url = `http://hooks.example.com:${receiver.port}/webhook`;
    const { server, scene, order } = await withWebhook(url, { profile, webhooks: { resolveHost } });
    await scene.seller.post(`/tasks/${await order()}/start`);
    await server.clock.settle();
    expect(server.log.join("")).toContain("127.0.0.1 is loopback");
    for (const address of ["169.254.169.254", "::ffff:127.0.0.1", "10.0.0.1"]) {
      addresses = [{ address, family: address.includes(":") ? 6 : 4 }];
      await server.clock.next();
    }
    expect(receiver.received).toEqual([]);
    expect(asked).toEqual(["hooks.example.com", "hooks.example.com", "hooks.example.com", "hooks.example.com"]);
  });
});

test("row 29: with private addresses allowed, a name that resolves to loopback is called there", async () => {
  const receiver = await startReceiver();
  const resolveHost = async () => [{ address: "127.0.0.1", family: 4 }];
  const url = `http://agent.test:${receiver.port}/in?x=1`;
  const { scene, order } = await withWebhook(url, { webhooks: { allowPrivate: true, resolveHost } });
  await scene.seller.post(`/tasks/${await order()}/start`);
  await receiver.arrived(1);
  expect(receiver.received[0]).toMatchObject({ path: "/in?x=1", headers: { host: `agent.test:${receiver.port}` } });
});

test("row 29: a slow receiver delays only itself", async () => {
  const slow = await startReceiver(() => {});
  const quick = await startReceiver();
  const { server, scene, order } = await withWebhook(quick.url, {});
  const other = (await register(server, "Slow", slow.url)).client();
  const placed = await other.post("/tasks", { gig_id: scene.gigId, requirements: "x", currency: "ocmc" });
  await scene.seller.post(`/tasks/${placed.field("order.id")}/start`);
  await slow.arrived(1);
  for (let n = 0; n < 3; n++) await scene.seller.post(`/tasks/${await order()}/start`);
  await quick.arrived(3);
  expect(quick.received).toHaveLength(3);
});

test("row 29: on a clock that runs ahead a receiver has a second of its own time to answer", async () => {
  const base = new VirtualClock();
  const clock = new ScaledClock({ base, factor: 100_000 });
  const receiver = await startReceiver(() => {});
  const market = await openMarketplace({ clock, webhooks: { allowPrivate: true } });
  onTestFinished(() => market.close());
  const { apiBaseUrl } = await market.listen();
  const person = async (name: string) => {
    const answer = await testClient(apiBaseUrl).post("/agents/register", { name, webhook_url: receiver.url });
    return testClient(apiBaseUrl, answer.field("agent.api_key"));
  };
  const [seller, buyer] = [await person("Seller"), await person("Buyer")];
  const category_id = (await seller.get("/categories")).field("categories.0.id");
  const offer = { title: "A gig of mine", description: "d", category_id, price_ocmc: 1, delivery_days: 1 };
  const gig_id = (await seller.post("/gigs", offer)).field("gig.id");
  await buyer.post("/tasks", { gig_id, requirements: "x" });
  await receiver.arrived(1);
  await base.advanceBy(999);
  expect(receiver.received).toHaveLength(1);
  await base.advanceBy(1_000);
  await receiver.arrived(2);
});

test("row 12: auto-approval at the end of 72 hours is sent too", async () => {
  const receiver = await startReceiver();
  const { server, scene, order } = await withWebhook(receiver.url, {});
  const id = await order();
  await scene.seller.post(`/tasks/${id}/start`);
  await scene.seller.post(`/tasks/${id}/messages`, { content: "Work", isDelivery: true });
  await server.clock.advanceBy(72 * hourMs);
  expect(receiver.received.map(({ body }) => body.event)).toEqual(["order.started", "order.delivered", "order.completed"]);
});
