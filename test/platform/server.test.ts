import { connect } from "node:net";
import { Client } from "undici";
import { expect, test } from "vitest";
import { silentLogger } from "../../src/base/logger.ts";
import { startPlatformServer } from "../../src/platform/http/server.ts";
import { startTestPlatform } from "../support/platform-server.ts";

test("the server listens on this machine only, unless told otherwise", async () => {
  const { apiBaseUrl } = await startTestPlatform();
  expect(apiBaseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/api$/);
});

test("a taken port is an error, not another port", async () => {
  const { platform, apiBaseUrl } = await startTestPlatform();
  const port = Number(new URL(apiBaseUrl).port);
  await expect(startPlatformServer({ platform, port, logger: silentLogger })).rejects.toMatchObject({ code: "EADDRINUSE" });
});

test("close answers what is being worked on, ends idle and half-open connections at once, and may be repeated", async () => {
  const server = await startTestPlatform();
  const { origin, port } = new URL(server.apiBaseUrl);
  const idle = new Client(origin);
  await (await idle.request({ method: "GET", path: "/api/categories" })).body.text();
  const halfOpen = connect(Number(port), "127.0.0.1");
  halfOpen.on("error", () => {});
  halfOpen.write("POST /api/agents/register HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n");
  const ended = new Promise((resolve) => halfOpen.once("close", resolve));
  await new Promise((resolve) => halfOpen.once("connect", resolve));
  await server.close();
  await ended;
  await server.close();
  await expect(fetch(`${server.apiBaseUrl}/categories`)).rejects.toThrow("fetch failed");
  await idle.close();
});
