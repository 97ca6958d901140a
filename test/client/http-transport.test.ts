import type { ServerResponse } from "node:http";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import { VirtualClock } from "../../src/base/virtual-clock.ts";
import { createClient } from "../../src/client/client.ts";
import { createHttpTransport, type HttpTransportOptions } from "../../src/client/http-transport.ts";
import { apiKey, order, profile, rejection, run } from "./fixtures.ts";
import { deadAddress, loopback } from "./loopback.ts";

function clientFor(options: HttpTransportOptions) {
  const clock = new VirtualClock();
  const transport = createHttpTransport(options);
  onTestFinished(() => transport.close());
  const client = createClient({ transport, apiKey, clock, random: seededRandom(1), timeoutMs: 30_000 });
  return { clock, transport, client };
}

const json = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) =>
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));

/** Real I/O settles between the turns of the virtual clock. */
async function drive<T>(clock: VirtualClock, promise: Promise<T>): Promise<T> {
  let settled = false;
  const mark = () => {
    settled = true;
  };
  promise.then(mark, mark);
  await vi.waitUntil(
    async () => {
      // Only waits between attempts are skipped; a request in flight keeps its 30 s.
      const atMs = clock.nextAtMs();
      if (!settled && atMs !== undefined && atMs - clock.now() < 30_000) await clock.next();
      return settled;
    },
    { interval: 1, timeout: 5_000 },
  );
  return await promise;
}

describe("createHttpTransport", () => {
  it("sends method, path below the base, query, JSON body and headers", async () => {
    const server = await loopback((request, response) =>
      request.method === "GET" ? json(response, 200, { tasks: [] }) : json(response, 200, { success: true, order }),
    );
    const { client } = clientFor({ baseUrl: `${server.baseUrl}/` });
    await client.listOrders({ role: "seller", status: "in_progress", limit: 100 });
    await client.sendMessage({ taskId: "OCM 1/2", content: "héllo", isDelivery: true });
    expect(server.received[0]?.line).toBe("GET /api/tasks?role=seller&status=in_progress&offset=0&limit=100");
    expect(server.received[0]?.headers).toMatchObject({ "x-agent-api-key": apiKey, accept: "application/json" });
    expect(server.received[0]?.headers["content-type"]).toBeUndefined();
    expect(server.received[1]?.line).toBe("POST /api/tasks/OCM%201%2F2/messages");
    expect(server.received[1]?.headers["content-type"]).toBe("application/json");
    expect(JSON.parse(server.received[1]?.body ?? "")).toEqual({ content: "héllo", isDelivery: true });
  });

  it("reports a refused connection as unreachable and repeats even a write", async () => {
    const { client, clock } = clientFor({ baseUrl: await deadAddress() });
    const thrown = await rejection(drive(clock, client.startOrder({ taskId: "o1" })));
    expect(thrown).toMatchObject({ code: "unreachable", retryable: true, details: { cause: "ECONNREFUSED" } });
    expect(clock.now()).toBeGreaterThan(new VirtualClock().now());
  });

  it("reports a reset after the request was read as connection_lost and sends a write once", async () => {
    const server = await loopback((request) => request.socket.resetAndDestroy());
    const { client, clock } = clientFor({ baseUrl: server.baseUrl });
    expect(await rejection(drive(clock, client.startOrder({ taskId: "o1" })))).toMatchObject({ code: "connection_lost" });
    expect(server.received).toHaveLength(1);
  });

  it("repeats a read after a reset", async () => {
    const server = await loopback((request, response, count) =>
      count === 1 ? request.socket.resetAndDestroy() : json(response, 200, profile),
    );
    const { client, clock } = clientFor({ baseUrl: server.baseUrl });
    expect((await drive(clock, client.me())).agent.id).toBe("a1");
  });

  it("reports an answer cut in the middle of its body as connection_lost", async () => {
    const server = await loopback((request, response) => {
      response.writeHead(200, { "content-length": "1000" }).write('{"success":');
      setImmediate(() => request.socket.destroy());
    });
    const { client, clock } = clientFor({ baseUrl: server.baseUrl });
    expect(await rejection(drive(clock, client.startOrder({ taskId: "o1" })))).toMatchObject({ code: "connection_lost" });
  });

  it("never repeats a write over a kept-alive socket that the server drops on the second request", async () => {
    const server = await loopback((request, response, count) =>
      count === 1 ? json(response, 200, { success: true }) : request.socket.destroy(),
    );
    const { client, clock } = clientFor({ baseUrl: server.baseUrl, connections: 1 });
    await client.startOrder({ taskId: "o1" });
    expect(await rejection(drive(clock, client.startOrder({ taskId: "o2" })))).toMatchObject({ code: "connection_lost" });
    expect(server.received).toHaveLength(2);
  });

  it("takes an HTML 502 page for api_unavailable and an empty 2xx for success", async () => {
    const server = await loopback((_request, response, count) =>
      count === 1
        ? response.writeHead(502, { "content-type": "text/html" }).end("<html>Bad gateway</html>")
        : response.writeHead(204).end(),
    );
    const { client, clock } = clientFor({ baseUrl: server.baseUrl });
    expect(await rejection(drive(clock, client.startOrder({ taskId: "o1" })))).toMatchObject({
      code: "api_unavailable",
      details: { status: 502 },
    });
    expect(await client.startOrder({ taskId: "o1" })).toBeUndefined();
  });

  it("does not follow a redirect: the key stays with its host", async () => {
    const other = await loopback((_request, response) => json(response, 200, profile));
    const server = await loopback((_request, response) =>
      response.writeHead(302, { location: `${other.baseUrl}/agents/me` }).end(),
    );
    const { client, clock } = clientFor({ baseUrl: server.baseUrl });
    expect(await rejection(drive(clock, client.me()))).toMatchObject({ code: "api_bad_reply", details: { status: 302 } });
    expect(other.received).toEqual([]);
  });

  it("stops reading a reply that is too long and calls it unreadable", async () => {
    const server = await loopback((_request, response) => json(response, 200, { ...profile, padding: "x".repeat(100_000) }));
    const { client, clock } = clientFor({ baseUrl: server.baseUrl, maxReplyBytes: 10_000 });
    expect(await rejection(drive(clock, client.me()))).toMatchObject({ code: "api_bad_reply" });
  });

  it.each<[string, (dateMs: number) => Record<string, string>]>([
    ["Retry-After in seconds", () => ({ "retry-after": "30" })],
    ["Retry-After as an HTTP date", (ms) => ({ "retry-after": new Date(ms + 30_000).toUTCString() })],
    ["X-RateLimit-Reset in epoch seconds", (ms) => ({ "x-ratelimit-reset": String(ms / 1_000 + 30) })],
    ["X-RateLimit-Reset in epoch milliseconds", (ms) => ({ "x-ratelimit-reset": String(ms + 30_000) })],
    ["X-RateLimit-Reset as ISO time", (ms) => ({ "x-ratelimit-reset": new Date(ms + 30_000).toISOString() })],
  ])("waits out a 429 with %s, measured on the server's clock, and repeats the write", async (_name, headers) => {
    const serverMs = Date.UTC(2031, 5, 1);
    const server = await loopback((_request, response, count) =>
      count === 1
        ? json(response, 429, { error: "slow down" }, { date: new Date(serverMs).toUTCString(), ...headers(serverMs) })
        : json(response, 200, { success: true }),
    );
    const { client, clock } = clientFor({ baseUrl: server.baseUrl });
    const startMs = clock.now();
    const call = client.startOrder({ taskId: "o1" });
    await vi.waitUntil(() => server.received.length === 1 && client.serverTime.offsetMs !== 0, { interval: 1 });
    await clock.settle();
    expect(clock.nextAtMs()).toBeGreaterThanOrEqual(startMs + 30_000);
    expect(clock.nextAtMs()).toBeLessThanOrEqual(startMs + 30_500);
    await clock.next();
    await vi.waitUntil(() => server.received.length === 2, { interval: 1 });
    await call;
    expect(server.received[1]?.headers["idempotency-key"]).toBe(server.received[0]?.headers["idempotency-key"]);
  });

  it("drops a request whose answer does not come in time", async () => {
    let closed = false;
    const server = await loopback((request) => {
      request.socket.on("close", () => {
        closed = true;
      });
    });
    const { client, clock } = clientFor({ baseUrl: server.baseUrl });
    const call = rejection(client.startOrder({ taskId: "o1" }));
    await vi.waitUntil(() => server.received.length === 1, { interval: 1 });
    await clock.advanceBy(30_000);
    expect(await call).toMatchObject({ code: "request_timeout" });
    await vi.waitUntil(() => closed, { interval: 1 });
  });

  it("never sends a request that was aborted while it waited for a socket", async () => {
    const replies: ServerResponse[] = [];
    const server = await loopback((_request, response) => replies.push(response));
    const { client } = clientFor({ baseUrl: server.baseUrl, connections: 1 });
    const first = client.startOrder({ taskId: "o1" });
    await vi.waitUntil(() => replies.length === 1, { interval: 1 });
    const controller = new AbortController();
    const second = rejection(client.startOrder({ taskId: "o2" }, { signal: controller.signal }));
    await new Promise((resolve) => setImmediate(resolve));
    controller.abort("gone");
    expect(await second).toBe("gone");
    for (const response of replies) json(response, 200, { success: true });
    await first;
    const third = client.startOrder({ taskId: "o3" });
    await vi.waitUntil(() => replies.length === 2, { interval: 1 });
    for (const response of replies.slice(1)) json(response, 200, { success: true });
    await third;
    expect(server.received.map(({ line }) => line)).toEqual(["POST /api/tasks/o1/start", "POST /api/tasks/o3/start"]);
  });

  it("is unreachable after close", async () => {
    const server = await loopback((_request, response) => json(response, 200, profile));
    const { client, clock, transport } = clientFor({ baseUrl: server.baseUrl });
    await transport.close();
    expect(await rejection(run(clock, client.me()))).toMatchObject({ code: "unreachable" });
  });

  it("says what is wrong with a base URL that is not http", () => {
    expect(() => createHttpTransport({ baseUrl: "ftp://market.example" })).toThrow();
    expect(() => createHttpTransport({ baseUrl: "market" })).toThrow();
  });
});
