import { describe, expect, test } from "vitest";
import type { Clock } from "../../../src/base/clock.ts";
import { silentLogger } from "../../../src/base/logger.ts";
import { systemRandom } from "../../../src/base/random.ts";
import { RealClock } from "../../../src/base/real-clock.ts";
import { ScaledClock } from "../../../src/base/scaled-clock.ts";
import { controlEndpoints } from "../../../src/platform/control/endpoints/table.ts";
import { createPlatform } from "../../../src/platform/service/platform.ts";
import { deliveredOrder, ocmcBalance, setScene, statusOf } from "../../support/platform-actors.ts";
import { startControlledPlatform } from "../../support/platform-control.ts";

const hourMs = 3_600_000;

test("row 12: advance answers after the auto-approvals that came due have run, and names them", async () => {
  const { server, control } = await startControlledPlatform();
  const it = await setScene(server);
  const order = await deliveredOrder(it);
  const early = await control.post("/clock/advance", { ms: 72 * hourMs - 1 });
  expect(early.body).toMatchObject({ success: true, timers_fired: 0, fired: [], more: false });
  const due = await control.post("/clock/advance", { ms: 1 });
  expect(due.body).toMatchObject({
    now: "2026-01-04T00:00:00.000Z",
    timers_fired: 1,
    fired: [{ type: "order.completed", order_id: order.id, order_number: "OCM-10001", actor: "platform" }],
  });
  expect(await statusOf(it.buyer, order)).toBe("completed");
  expect(await ocmcBalance(it.seller)).toBe(58);
});

test("next goes to the next deadline, and does nothing when none is armed", async () => {
  const { server, control } = await startControlledPlatform();
  const it = await setScene(server);
  await deliveredOrder(it);
  expect((await control.get("/clock")).body).toMatchObject({
    mode: "manual",
    now: "2026-01-01T00:00:00.000Z",
    next_at: "2026-01-04T00:00:00.000Z",
  });
  expect((await control.post("/clock/next")).body).toMatchObject({
    now: "2026-01-04T00:00:00.000Z",
    timers_fired: 1,
    fired: [{ type: "order.completed" }],
  });
  expect((await control.post("/clock/next")).body).toMatchObject({
    now: "2026-01-04T00:00:00.000Z",
    timers_fired: 0,
    next_at: null,
  });
});

test("row 41: advance-to goes to a point in time, never back, and the Date header and timestamps follow", async () => {
  const { server, control } = await startControlledPlatform();
  const moved = await control.post("/clock/advance-to", { time: "2026-03-01T12:00:00+01:00" });
  expect(moved.body).toMatchObject({ now: "2026-03-01T11:00:00.000Z", now_ms: Date.UTC(2026, 2, 1, 11) });
  const answer = await server.anonymous.get("/categories");
  expect(answer.headers.get("date")).toBe("Sun, 01 Mar 2026 11:00:00 GMT");
  expect((await control.post("/clock/advance-to", { time: "2026-02-01T00:00:00Z" })).status).toBe(409);
  expect((await control.post("/clock/advance-to", { time: "tomorrow" })).status).toBe(400);
  expect((await control.post("/clock/advance", { ms: -1 })).status).toBe(400);
});

test("two requests to advance do not overtake each other", async () => {
  const { server, control } = await startControlledPlatform();
  await Promise.all([control.post("/clock/advance", { ms: hourMs }), control.post("/clock/advance", { ms: hourMs })]);
  expect(server.clock.now()).toBe(Date.UTC(2026, 0, 1, 2));
});

test("row 38: the rate windows turn with the clock", async () => {
  const { server, control } = await startControlledPlatform({ rateLimits: { readsPerMinute: 1 } });
  await server.anonymous.get("/categories");
  expect((await server.anonymous.get("/categories")).status).toBe(429);
  await control.post("/clock/advance", { ms: 60_000 });
  expect((await server.anonymous.get("/categories")).status).toBe(200);
});

test("row 12: hundreds of different deadlines are a few commits, and each order is completed at its own time, in order", async () => {
  const { server, control } = await startControlledPlatform();
  const it = await setScene(server, { price_ocmc: 1 });
  await control.post(`/agents/${it.buyer.id}/credit`, { currency: "ocmc", amount: 300 });
  const { platform, clock } = server;
  const call = async (endpoint: "placeOrder" | "startOrder" | "sendMessage", key: string, taskId: string, body?: unknown) =>
    (await platform.handle({ endpoint, params: { taskId }, query: {}, body, headers: { "x-agent-api-key": key } })).body;
  const dueMs = new Map<string, number>();
  for (let n = 0; n < 300; n++) {
    const order = { gig_id: it.gigId, requirements: "x", currency: "ocmc" };
    const { id } = ((await call("placeOrder", it.buyer.apiKey, "", order)) as { order: { id: string } }).order;
    await call("startOrder", it.seller.apiKey, id);
    await call("sendMessage", it.seller.apiKey, id, { content: "w", isDelivery: true });
    dueMs.set(id, clock.now() + 72 * hourMs);
    await clock.advanceBy(7);
  }
  // Somebody else's timer is a moment at which it may be seen what is due.
  let seen = 0;
  clock.after(72 * hourMs - 1_050, () => {
    seen = platform.inspect.events({ limit: 10_000 }).filter(({ type }) => type === "order.completed").length;
  });
  const { body } = await control.post("/clock/advance", { ms: 72 * hourMs });
  expect((body as { timers_fired: number }).timers_fired).toBeLessThan(10);
  const completed = platform.inspect.events({ limit: 10_000 }).filter(({ type }) => type === "order.completed");
  expect(new Map(completed.map(({ orderId, timeMs }) => [orderId, timeMs]))).toEqual(dueMs);
  expect(completed.map(({ timeMs }) => timeMs)).toEqual([...dueMs.values()]);
  expect(seen).toBe([...dueMs.values()].filter((atMs) => atMs < clock.now() - 1_050).length);
});

test("row 12: where somebody listens, each different deadline has its own moment", async () => {
  const { server } = await startControlledPlatform();
  const it = await setScene(server);
  const dueMs = [];
  for (let n = 0; n < 3; n++) {
    await deliveredOrder(it);
    dueMs.push(server.clock.now() + 72 * hourMs);
    await server.clock.advanceBy(7);
  }
  const told: number[] = [];
  server.platform.onNotified((id) => id === it.buyer.id && told.push(server.clock.now()));
  await server.clock.advanceBy(72 * hourMs);
  expect(told).toEqual(dueMs);
});

test("row 12: 72 hours pass over thousands of due deadlines at once, and the seller is paid for each", {
  timeout: 60_000,
}, async () => {
  const { server, control } = await startControlledPlatform();
  const it = await setScene(server, { price_ocmc: 1 });
  await control.post(`/agents/${it.buyer.id}/credit`, { currency: "ocmc", amount: 10_000 });
  const orders = 2_000;
  const { platform } = server;
  const call = (endpoint: "placeOrder" | "startOrder" | "sendMessage", key: string, taskId: string, body?: unknown) =>
    platform.handle({ endpoint, params: { taskId }, query: {}, body, headers: { "x-agent-api-key": key } });
  await Promise.all(
    Array.from({ length: orders }, async () => {
      const placed = await call("placeOrder", it.buyer.apiKey, "", { gig_id: it.gigId, requirements: "x", currency: "ocmc" });
      const { id } = (placed.body as { order: { id: string } }).order;
      await call("startOrder", it.seller.apiKey, id);
      await call("sendMessage", it.seller.apiKey, id, { content: "w", isDelivery: true });
    }),
  );
  const advanced = await control.post("/clock/advance", { ms: 72 * hourMs });
  expect(advanced.body).toMatchObject({ timers_fired: 1, more: true });
  expect(await ocmcBalance(it.seller)).toBe(50 + orders);
  expect((await control.get("/ledger")).body).toMatchObject({ conserved: true });
});

describe("a clock that runs by itself", () => {
  const asked = async (clock: Clock) => {
    const platform = createPlatform({ dataDir: ":memory:", clock, random: systemRandom, logger: silentLogger, control: {} });
    const { control } = platform;
    const ask = async (name: string, body: unknown) => {
      const endpoint = controlEndpoints[name]!;
      return (await control!.handle({ endpoint, token: control!.token, params: {}, query: {}, body })) as {
        status: number;
        body: Record<string, unknown>;
      };
    };
    const answers = { clock: await ask("clock", undefined), advance: await ask("advanceClock", { ms: 1 }) };
    await platform.close();
    return answers;
  };

  test("tells its mode, and cannot be advanced", async () => {
    const real = await asked(new RealClock());
    expect(real.clock.body).toMatchObject({ mode: "real" });
    expect(real.advance).toMatchObject({ status: 409, body: { code: "invalid_state" } });
    const scaled = await asked(new ScaledClock({ base: new RealClock(), factor: 60 }));
    expect(scaled.clock.body).toMatchObject({ mode: "scaled", factor: 60 });
    expect(scaled.advance.status).toBe(409);
  });
});
