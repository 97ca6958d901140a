import { request } from "undici";
import { expect, onTestFinished, test } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import { RealClock } from "../../src/base/real-clock.ts";
import { createClient } from "../../src/client/client.ts";
import { createHttpTransport } from "../../src/client/http-transport.ts";
import { registerActor } from "../support/platform-actors.ts";
import { startTestPlatform } from "../support/platform-server.ts";

async function open() {
  const server = await startTestPlatform();
  const { apiKey } = await registerActor(server, "Uploader");
  const transport = createHttpTransport({ baseUrl: server.apiBaseUrl });
  onTestFinished(() => transport.close());
  return createClient({ transport, apiKey, clock: new RealClock(), random: seededRandom(1) });
}

test("a file goes up as multipart and is served as it was", async () => {
  const client = await open();
  const content = Buffer.from("# Otters\r\n--upclaws-\r\n\r\nGrüße");
  const { url, size, filename } = await client.upload({ filename: "otters.txt", content, type: "text/plain" });
  expect([filename, size]).toEqual(["otters.txt", content.length]);
  expect(Buffer.from(await (await request(url)).body.arrayBuffer())).toEqual(content);
});

test("a name cannot end its header", async () => {
  const client = await open();
  const filename = 'a"; name="other"\r\nX-Evil: 1\r\n\r\n.txt';
  const answer = await client.upload({ filename, content: Buffer.from("text") });
  expect(answer.filename).not.toMatch(/[\r\n]/);
  expect(answer.size).toBe(4);
});

test("a refused type is a refusal, and an aborted call ends", async () => {
  const client = await open();
  await expect(client.upload({ filename: "run.exe", content: Buffer.from("4d5a9000", "hex") })).rejects.toMatchObject({
    retryable: false,
  });
  await expect(
    client.upload({ filename: "a.txt", content: Buffer.from("x") }, { signal: AbortSignal.abort(new Error("stop")) }),
  ).rejects.toThrow("stop");
});
