import { expect, test, vi } from "vitest";
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

test("reset breaks the connection by a reset, and changes nothing", async () => {
  const it = await setScene(await startTestPlatform());
  const order = await placeOrder(it);
  it.server.platform.faults.add({ effect: "reset", endpoint: "startOrder" });
  const failure: unknown = await it.seller.post(`${order.path}/start`).catch((error: unknown) => error);
  expect((failure as Error).cause).toMatchObject({ code: "ECONNRESET" });
  expect(await statusOf(it.seller, order)).toBe("pending");
});

test("duplicate carries the call out twice and gives the second answer", async () => {
  const it = await setScene(await startTestPlatform());
  const order = await placeOrder(it);
  it.server.platform.faults.add({ effect: "duplicate", endpoint: "startOrder" });
  it.server.platform.faults.add({ effect: "duplicate", endpoint: "placeOrder" });
  expect((await it.seller.post(`${order.path}/start`)).status).toBe(409);
  expect(await statusOf(it.seller, order)).toBe("in_progress");
  expect((await placeOrder(it)).number).toBe("OCM-10003");
  const keyed = { gig_id: it.gigId, requirements: "once", currency: "ocmc" };
  const replayed = await it.buyer.post("/tasks", keyed, { "Idempotency-Key": "k" });
  expect(replayed.headers.get("idempotent-replayed")).toBe("true");
  expect(replayed.field("order.order_number")).toBe("OCM-10004");
});

test("a delay holds the call back on the server's clock, and a server that closes does not wait for it", async () => {
  const it = await setScene(await startTestPlatform());
  const order = await placeOrder(it);
  it.server.platform.faults.add({ effect: { delayMs: 5_000 }, endpoint: "startOrder", times: 1 });
  const seen: number[] = [];
  const started = it.seller.post(`${order.path}/start`).then(({ status }) => seen.push(status));
  await vi.waitFor(() => expect(it.server.clock.nextAtMs()).toBe(it.server.clock.now() + 5_000));
  expect(await statusOf(it.seller, order)).toBe("pending");
  expect(seen).toEqual([]);
  await it.server.clock.advanceBy(5_000);
  await started;
  expect(await statusOf(it.seller, order)).toBe("in_progress");
  it.server.platform.faults.add({ effect: { delayMs: 3_600_000 }, endpoint: "me" });
  const waiting = it.buyer.get("/agents/me");
  await vi.waitFor(() => expect(it.server.clock.nextAtMs()).toBe(it.server.clock.now() + 3_600_000));
  await it.server.close();
  expect((await waiting).status).toBe(200);
});

test("rules can be listed with what they saw, and taken back", async () => {
  const it = await setScene(await startTestPlatform());
  const { faults } = it.server.platform;
  const first = faults.add({ effect: { status: 500 }, endpoint: "me", nth: 2 });
  const second = faults.add({ effect: { status: 502 }, ttlMs: 1_000 });
  await it.buyer.get("/agents/me");
  expect(faults.list()).toMatchObject([
    { id: first, seen: 1, fired: 0 },
    { id: second, seen: 1, fired: 1 },
  ]);
  expect([faults.remove(first), faults.remove(first)]).toEqual([true, false]);
  await it.server.clock.advanceBy(1_000);
  expect(faults.list()).toEqual([]);
});
