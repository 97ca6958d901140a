import { expect, test } from "vitest";
import { deliveredOrder, inbox, placeOrder, setScene, startedOrder } from "../support/platform-actors.ts";
import { startTestPlatform } from "../support/platform-server.ts";

test("a listener is told whose inbox got something before the request that caused it is answered, and nobody else's", async () => {
  const server = await startTestPlatform();
  const it = await setScene(server);
  const told: string[] = [];
  const stop = server.platform.onNotified((agentId) => told.push(agentId));
  const order = await placeOrder(it);
  expect(told).toEqual([it.seller.id]);
  await it.seller.post(`${order.path}/start`);
  expect(told).toEqual([it.seller.id, it.buyer.id]);
  await it.stranger.post(`${order.path}/start`);
  await it.buyer.get("/agents/me/notifications");
  expect(told).toHaveLength(2);
  stop();
  await placeOrder(it);
  expect(told).toHaveLength(2);
});

test("what happens by the clock is told too, to both parties and every listener", async () => {
  const server = await startTestPlatform();
  const it = await setScene(server);
  await deliveredOrder(it);
  const told: string[][] = [[], []];
  for (const ids of told) server.platform.onNotified((agentId) => ids.push(agentId));
  await server.clock.advanceBy(72 * 3_600_000);
  for (const ids of told) expect(ids.toSorted()).toEqual([it.buyer.id, it.seller.id].toSorted());
});

test("several notifications of one commit are told once, and all of them are there by then", async () => {
  const server = await startTestPlatform({ profile: "adversarial", mishapRate: 0 });
  const it = await setScene(server);
  const order = await startedOrder(it);
  const told: string[] = [];
  let reading: ReturnType<typeof inbox> | undefined;
  server.platform.onNotified((agentId) => {
    told.push(agentId);
    reading = inbox(it.buyer);
  });
  // In this profile a delivery is told as a message too.
  await it.seller.post(`${order.path}/messages`, { content: "Otters are fine", isDelivery: true });
  expect(told).toEqual([it.buyer.id]);
  const types = (await reading)?.map(({ type }) => type);
  expect(types).toEqual(expect.arrayContaining(["order.delivered", "message.received"]));
});
