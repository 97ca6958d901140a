import { Client } from "undici";
import { fillPath } from "../../../src/protocol/endpoint.ts";
import { endpoints } from "../../../src/protocol/endpoints/table.ts";
import { type CallApi, livesPerSecond } from "./order-life.ts";

// A process of its own: `node http-load.ts lives|get URL CONNECTIONS SECONDS`. Prints one number, per second.
const [what = "", url = "", connections = "8", seconds = "3"] = process.argv.slice(2);
const { origin, pathname } = new URL(url);
const clients = Array.from({ length: Number(connections) }, () => new Client(origin, { pipelining: 1 }));

const callOf =
  (lane: number): CallApi =>
  async (endpoint, apiKey, { params = {}, query, body } = {}) => {
    const { method, path } = endpoints[endpoint];
    const search = query === undefined ? "" : `?${new URLSearchParams(query)}`;
    const client = clients[lane] as Client;
    const headers = {
      ...(apiKey && { "x-agent-api-key": apiKey }),
      ...(body !== undefined && { "content-type": "application/json" }),
    };
    const reply = await client.request({
      method,
      path: `${pathname}${fillPath(path, params)}${search}`,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await reply.body.text();
    if (reply.statusCode >= 300) throw new Error(`${endpoint}: ${reply.statusCode} ${text}`);
    return JSON.parse(text);
  };

async function getsPerSecond(): Promise<number> {
  const startedAt = performance.now();
  const endAt = startedAt + Number(seconds) * 1_000;
  let count = 0;
  await Promise.all(
    clients.map(async (client) => {
      while (performance.now() < endAt) {
        const reply = await client.request({ method: "GET", path: pathname });
        await reply.body.arrayBuffer();
        count++;
      }
    }),
  );
  return count / ((performance.now() - startedAt) / 1_000);
}

const figure = what === "lives" ? await livesPerSecond(callOf, Number(connections), Number(seconds)) : await getsPerSecond();
process.stdout.write(`${figure}\n`);
await Promise.all(clients.map((client) => client.close()));
