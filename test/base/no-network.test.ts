import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";
import { request } from "undici";
import { expect, it } from "vitest";
import { refuseNetwork } from "../../src/base/no-network.ts";

it("no way to connect works while the network is refused, and every one afterwards", async () => {
  const server = createServer((_request, response) => response.end("hello")).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const url = `http://127.0.0.1:${port}`;
  const ways = [
    async () => void (await (await fetch(url)).text()),
    async () => void (await (await request(url)).body.text()),
    async () => {
      const socket = connect(port, "127.0.0.1");
      await once(socket, "connect").finally(() => socket.destroy());
    },
  ];
  const undo = refuseNetwork(() => new Error("offline here"));
  try {
    for (const way of ways) {
      const failure = await way().catch(
        (error: Error) => `${error.message} ${(error.cause as Error | undefined)?.message ?? ""}`,
      );
      expect(failure).toContain("offline here");
    }
  } finally {
    undo();
  }
  for (const way of ways) expect(await way()).toBeUndefined();
  server.closeAllConnections();
  server.close();
});
