import { expect, test } from "vitest";
import { errorCode } from "../../src/base/errors.ts";
import { createInProcessTransport } from "../../src/platform/service/in-process-transport.ts";
import { deliver, placeOrder, registerActor, setScene, startedOrder, statusOf } from "../support/platform-actors.ts";
import { startTestPlatform } from "../support/platform-server.ts";

test("drop_after_commit carries the call out and breaks the connection", async () => {
  const it = await setScene(await startTestPlatform({ profile: "strict" }));
  const order = await placeOrder(it);
  it.server.platform.faults.add({ effect: "drop_after_commit", endpoint: "startOrder", times: 1 });
  await expect(it.seller.post(`${order.path}/start`)).rejects.toThrow("fetch failed");
  expect(await statusOf(it.seller, order)).toBe("in_progress");
});

test("drop_before_commit breaks the connection and changes nothing", async () => {
  const it = await setScene(await startTestPlatform({ profile: "strict" }));
  const order = await placeOrder(it);
  it.server.platform.faults.add({ effect: "drop_before_commit", endpoint: "startOrder", times: 1 });
  await expect(it.seller.post(`${order.path}/start`)).rejects.toThrow("fetch failed");
  expect(await statusOf(it.seller, order)).toBe("pending");
  expect((await it.seller.post(`${order.path}/start`)).status).toBe(200);
});

test("a status fault answers with that status and changes nothing", async () => {
  const it = await setScene(await startTestPlatform());
  const order = await startedOrder(it);
  it.server.platform.faults.add({ effect: { status: 503 }, endpoint: "sendMessage", times: 2 });
  expect([(await deliver(it, order)).status, (await deliver(it, order)).status, (await deliver(it, order)).status]).toEqual([
    503, 503, 200,
  ]);
});

test("rules choose by agent, by nth call, by time to live and by seeded probability", async () => {
  const it = await setScene(await startTestPlatform());
  const { faults } = it.server.platform;
  const statuses = async (count: number) => {
    const seen: number[] = [];
    for (let n = 0; n < count; n++) seen.push((await it.buyer.get("/agents/me")).status);
    return seen;
  };
  faults.add({ effect: { status: 500 }, agentId: it.seller.id });
  expect(await statuses(1)).toEqual([200]);
  faults.clear();
  faults.add({ effect: { status: 500 }, nth: 2 });
  expect(await statuses(3)).toEqual([200, 500, 200]);
  faults.clear();
  faults.add({ effect: { status: 500 }, ttlMs: 1_000 });
  expect(await statuses(1)).toEqual([500]);
  await it.server.clock.advanceBy(1_000);
  expect(await statuses(1)).toEqual([200]);
  faults.add({ effect: { status: 500 }, probability: 0.5 });
  const drawn = await statuses(40);
  expect(drawn.filter((status) => status === 500).length).toBeGreaterThan(8);
  expect(drawn.filter((status) => status === 200).length).toBeGreaterThan(8);
});

test("in process, a dropped answer is connection_lost and a closed transport unreachable", async () => {
  const server = await startTestPlatform();
  const { apiKey } = await registerActor(server, "A");
  const transport = createInProcessTransport(server.platform);
  const me = { endpoint: "me", params: {}, query: {}, body: undefined, headers: { "x-agent-api-key": apiKey } } as const;
  const never = new AbortController().signal;
  expect((await transport.send(me, never)).body).toMatchObject({ agent: { name: "A" } });
  server.platform.faults.add({ effect: "drop_after_commit" });
  expect(errorCode(await transport.send(me, never).catch((error: unknown) => error))).toBe("connection_lost");
  server.platform.faults.clear();
  await expect(transport.send(me, AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
  await transport.close();
  expect(errorCode(await transport.send(me, never).catch((error: unknown) => error))).toBe("unreachable");
});
