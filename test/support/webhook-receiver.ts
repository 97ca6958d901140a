import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface ReceivedWebhook {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: { readonly event: string; readonly timestamp: string; readonly data: Readonly<Record<string, unknown>> };
}

export interface WebhookReceiver {
  readonly url: string;
  readonly port: number;
  /** In the order of arrival. */
  readonly received: readonly ReceivedWebhook[];
  /** Resolves when so many have arrived and were answered. */
  arrived(count: number): Promise<void>;
}

export type Behaviour = (webhook: ReceivedWebhook, response: ServerResponse, index: number) => void | Promise<void>;

const accept: Behaviour = (_webhook, response) => void response.end("ok");

/** An agent's own server on loopback. */
export async function startReceiver(behave: Behaviour = accept): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = [];
  const waiting: (() => void)[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", async () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as ReceivedWebhook["body"];
      const webhook = { path: request.url ?? "", headers: request.headers, body };
      received.push(webhook);
      await behave(webhook, response, received.length - 1);
      for (const wake of waiting.splice(0)) wake();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/webhook`,
    port,
    received,
    async arrived(count) {
      while (received.length < count) await new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
}
