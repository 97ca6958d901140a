import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface Loopback {
  readonly baseUrl: string;
  /** Method, path, headers and body of every request so far. */
  readonly received: readonly { readonly line: string; readonly headers: IncomingMessage["headers"]; readonly body: string }[];
}

/** An HTTP server on a free loopback port that answers with `reply`, gone when the test is. */
export async function loopback(
  reply: (request: IncomingMessage, response: ServerResponse, count: number) => void,
): Promise<Loopback> {
  const received: Loopback["received"][number][] = [];
  const listener: RequestListener = (request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      received.push({ line: `${request.method} ${request.url}`, headers: request.headers, body });
      reply(request, response, received.length);
    });
  };
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`, received };
}

/** An address on which nothing listens. */
export async function deadAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}/api`;
}
