import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import { VirtualClock } from "../../src/base/virtual-clock.ts";
import { createClient } from "../../src/client/client.ts";
import { transportError } from "../../src/protocol/transport.ts";
import { apiKey, order, profile, rejection, run } from "./fixtures.ts";
import { type Answer, hang, scriptedTransport } from "./scripted-transport.ts";

const unreachable = transportError("unreachable", "no");
const lost = transportError("connection_lost", "lost");

function setup(...answers: readonly Answer[]) {
  const clock = new VirtualClock();
  const transport = scriptedTransport(...answers);
  const client = createClient({ transport, apiKey, clock, random: seededRandom(7), timeoutMs: 30_000 });
  return { clock, transport, client, startMs: clock.now() };
}

describe("a read", () => {
  it.each<[string, Answer]>([
    ["unreachable", unreachable],
    ["connection_lost", lost],
    ["a 502 page", { status: 502, body: "<html>" }],
    ["a 429", { status: 429 }],
  ])("is repeated after %s", async (_name, answer) => {
    const { client, clock, transport } = setup(answer, answer, { body: profile });
    expect((await run(clock, client.me())).agent.id).toBe("a1");
    expect(transport.requests).toHaveLength(3);
  });

  it.each([400, 401, 403, 404, 409])("is not repeated after a %i", async (status) => {
    const { client, clock, transport } = setup({ status });
    await rejection(run(clock, client.me()));
    expect(transport.requests).toHaveLength(1);
  });

  it("gives up after maxAttempts with the last failure", async () => {
    const { client, clock, transport } = setup(lost, lost, lost, { status: 500 }, { body: profile });
    expect(await rejection(run(clock, client.me()))).toMatchObject({ code: "api_unavailable" });
    expect(transport.requests).toHaveLength(4);
  });

  it("backs off with full jitter: within the doubling ceiling each time", async () => {
    const { client, clock, startMs } = setup({ status: 500 });
    await rejection(run(clock, client.me()));
    expect(clock.now() - startMs).toBeGreaterThan(0);
    expect(clock.now() - startMs).toBeLessThanOrEqual(500 + 1_000 + 2_000);
  });
});

describe("a write", () => {
  it.each<[string, Answer]>([
    ["unreachable", unreachable],
    ["a 429", { status: 429 }],
  ])("is repeated after %s, under the same idempotency key", async (_name, answer) => {
    const { client, clock, transport } = setup(answer, { body: { success: true, order } });
    await run(clock, client.placeOrder({ gig_id: "g", requirements: "r" }));
    const keys = transport.requests.map((request) => request.headers["idempotency-key"]);
    expect(keys).toHaveLength(2);
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(keys[1]).toBe(keys[0]);
  });

  it.each<[string, Answer]>([
    ["connection_lost", lost],
    ["a 500", { status: 500 }],
    ["a 502 page", { status: 502, body: "<html>" }],
    ["a time-out", hang],
  ])("is never repeated after %s: the outcome is unknown", async (_name, answer) => {
    const { client, clock, transport } = setup(answer);
    await rejection(run(clock, client.startOrder({ taskId: "o1" })));
    expect(transport.requests).toHaveLength(1);
  });

  it("draws another idempotency key per call, and sends a given one", async () => {
    const { client, transport } = setup({ status: 200 });
    await client.startOrder({ taskId: "o1" });
    await client.startOrder({ taskId: "o1" });
    await client.startOrder({ taskId: "o1" }, { idempotencyKey: "run-1/start" });
    const keys = transport.requests.map((request) => request.headers["idempotency-key"]);
    expect(new Set(keys).size).toBe(3);
    expect(keys[2]).toBe("run-1/start");
  });
});

describe("waiting", () => {
  it("honours Retry-After", async () => {
    const { client, clock, startMs } = setup({ status: 429, headers: { "retry-after": "20" } }, { body: profile });
    await run(clock, client.me());
    expect(clock.now() - startMs).toBeGreaterThanOrEqual(20_000);
    expect(clock.now() - startMs).toBeLessThanOrEqual(20_500);
  });

  it("cuts a Retry-After of a day to the policy's longest", async () => {
    const { client, clock, startMs } = setup({ status: 429, headers: { "retry-after": "86400" } }, { body: profile });
    await run(clock, client.me());
    expect(clock.now() - startMs).toBeLessThanOrEqual(65_500);
  });

  it("ends with the signal's reason when the caller aborts between attempts, without another request", async () => {
    const { client, clock, transport } = setup({ status: 429, headers: { "retry-after": "20" } });
    const controller = new AbortController();
    const call = rejection(client.me({}, { signal: controller.signal }));
    await clock.settle();
    controller.abort("stop");
    expect(await call).toBe("stop");
    expect(transport.requests).toHaveLength(1);
    expect(clock.nextAtMs()).toBeUndefined();
  });
});

describe("a time-out", () => {
  it("ends each attempt after timeoutMs and leaves no timer behind", async () => {
    const { client, clock, transport, startMs } = setup(hang);
    expect(await rejection(run(clock, client.startOrder({ taskId: "o1" })))).toMatchObject({
      code: "request_timeout",
      retryable: true,
    });
    expect(clock.now() - startMs).toBe(30_000);
    expect(transport.requests).toHaveLength(1);
    expect(clock.nextAtMs()).toBeUndefined();
  });

  it("passes the caller's abort on to a request in flight, with its reason", async () => {
    const { client, clock } = setup(hang);
    const controller = new AbortController();
    const call = rejection(client.me({}, { signal: controller.signal }));
    await clock.settle();
    controller.abort("shutdown");
    expect(await call).toBe("shutdown");
    expect(clock.nextAtMs()).toBeUndefined();
  });

  it("sends nothing for a signal that is aborted already", async () => {
    const { client, transport } = setup({ body: profile });
    expect(await rejection(client.me({}, { signal: AbortSignal.abort("late") }))).toBe("late");
    expect(transport.requests).toEqual([]);
  });
});
