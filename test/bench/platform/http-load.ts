import { Client, type Dispatcher } from "undici";
import { fillPath } from "../../../src/protocol/endpoint.ts";
import { endpoints } from "../../../src/protocol/endpoints/table.ts";
import { type CallApi, countPerSecond, livesPerSecond } from "./order-life.ts";

// A process of its own: `node http-load.ts lives|get URL CONNECTIONS SECONDS`. Prints `warm` when it begins to measure; then, as JSON, the count
// per second and the milliseconds of CPU it took.
// Replies come by undici's `dispatch`: its `request` makes a stream of each, which takes as long again and leaves the server waiting.
const [what, url = "", ...sizes] = process.argv.slice(2);
const [lanes = 8, seconds = 3] = sizes.map(Number);
const { origin, pathname } = new URL(url);
const clients = Array.from({ length: lanes }, () => new Client(origin, { pipelining: 1 }));

class Reply implements Dispatcher.DispatchHandler {
  readonly #settled = Promise.withResolvers<{ status: number; text: string }>();
  readonly #chunks: Buffer[] = [];
  #status = 0;

  static to(lane: number, request: Dispatcher.DispatchOptions): Promise<{ status: number; text: string }> {
    const reply = new Reply();
    clients[lane]?.dispatch(request, reply);
    return reply.#settled.promise;
  }

  onRequestStart(): void {}

  onResponseStart(_controller: Dispatcher.DispatchController, status: number): void {
    this.#status = status;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#settled.resolve({ status: this.#status, text: Buffer.concat(this.#chunks).toString() });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#settled.reject(error);
  }
}

const callOf =
  (lane: number): CallApi =>
  async (endpoint, apiKey, { params = {}, query, body } = {}) => {
    const { method, path } = endpoints[endpoint];
    const search = query === undefined ? "" : `?${new URLSearchParams(query)}`;
    const headers = {
      ...(apiKey && { "x-agent-api-key": apiKey }),
      ...(body !== undefined && { "content-type": "application/json" }),
    };
    const { status, text } = await Reply.to(lane, {
      method,
      path: `${pathname}${fillPath(path, params)}${search}`,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
    });
    if (status >= 300) throw new Error(`${endpoint}: ${status} ${text}`);
    return JSON.parse(text);
  };

const getsPerSecond = () => countPerSecond(lanes, seconds, (lane) => Reply.to(lane, { method: "GET", path: pathname }));

let before = process.cpuUsage();
const onWarm = () => {
  process.stdout.write("warm\n");
  before = process.cpuUsage();
};
let perSecond: number;
if (what === "lives") perSecond = await livesPerSecond(callOf, { lanes, seconds, onWarm });
else {
  await getsPerSecond();
  onWarm();
  perSecond = await getsPerSecond();
}
const { user, system } = process.cpuUsage(before);
process.stdout.write(`${JSON.stringify({ perSecond, cpuMs: (user + system) / 1_000 })}\n`);
await Promise.all(clients.map((client) => client.close()));
