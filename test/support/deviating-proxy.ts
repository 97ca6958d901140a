import { createServer } from "node:http";
import { onTestFinished } from "vitest";
import type { TestPlatform } from "./platform-server.ts";

export interface ProxiedRequest {
  readonly method: string;
  /** Below `/api`, with the query. */
  readonly path: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface ProxiedReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** What a deviation works with. */
export interface Exchange {
  readonly request: ProxiedRequest;
  /** Asks the honest server, the request changed or not. */
  forward(changes?: Partial<ProxiedRequest>): Promise<ProxiedReply>;
  readonly server: TestPlatform;
}

/** One way to be wrong: stands between the client and an honest server. */
export type Deviation = (exchange: Exchange) => Promise<ProxiedReply>;

const notForwarded = new Set(["host", "connection", "content-length", "transfer-encoding", "keep-alive", "accept-encoding"]);

/** A second server of the API: the honest one behind it, one deviation in front. Resolves to its API base URL; ends with the test. */
export async function startDeviating(server: TestPlatform, deviation: Deviation): Promise<string> {
  const proxy = createServer((incoming, outgoing) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      const headers = Object.fromEntries(
        Object.entries(incoming.headers).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
      );
      const request: ProxiedRequest = {
        method: incoming.method ?? "GET",
        path: (incoming.url ?? "").replace(/^\/api/, ""),
        headers,
        body: Buffer.concat(chunks).toString(),
      };
      const reply = await deviation({ request, server, forward: (changes) => forward(server, { ...request, ...changes }) });
      outgoing.writeHead(reply.status, reply.headers).end(reply.text);
    })().catch((error: unknown) => outgoing.writeHead(502).end(String(error)));
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    proxy.closeAllConnections();
    proxy.close();
  });
  const address = proxy.address();
  return `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}/api`;
}

async function forward(server: TestPlatform, { method, path, headers, body }: ProxiedRequest): Promise<ProxiedReply> {
  const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => !notForwarded.has(name)));
  const response = await fetch(server.apiBaseUrl + path, { method, headers: kept, ...(body === "" ? {} : { body }) });
  const answered = Object.fromEntries([...response.headers].filter(([name]) => !notForwarded.has(name)));
  return { status: response.status, headers: answered, text: await response.text() };
}
