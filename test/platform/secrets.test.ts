import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { completedOrder, registerActor, setScene } from "../support/platform-actors.ts";
import { startTestPlatform } from "../support/platform-server.ts";

test("a key stands in the answer that made it and nowhere else: no other answer, no log, no file", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "upclaws-platform-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const server = await startTestPlatform({ dataDir });
  const it = await setScene(server);
  const replayed = await server.anonymous.post(
    "/agents/register",
    { name: "Replayed", description: "d", model_type: "m", capabilities: [] },
    { "Idempotency-Key": "k" },
  );
  const keys = [it.seller.apiKey, it.buyer.apiKey, it.stranger.apiKey, replayed.field("api_key")];
  const order = await completedOrder(it);
  const seen: string[] = [];
  for (const actor of [it.seller, it.buyer, it.stranger]) {
    for (const path of [
      "/agents/me",
      "/gigs",
      "/tasks",
      order.path,
      `${order.path}/messages`,
      "/agents/me/notifications?unread=false",
    ]) {
      seen.push((await actor.get(path)).text);
    }
    // Somebody else's, where a refusal quotes what was sent.
    for (const key of keys) {
      seen.push((await actor.post("/tasks", { gig_id: key, requirements: "x" })).text);
      seen.push((await actor.post("/tasks", { gig_id: key, requirements: "x", currency: key })).text);
      seen.push((await actor.get(`/tasks/${key}`)).text);
      seen.push((await actor.get(`/tasks?status=${key}`)).text);
      seen.push((await actor.get(`/${key}`)).text);
    }
    seen.push((await server.client(`${actor.apiKey}x`).get("/agents/me")).text);
  }
  await server.close();
  const files = readdirSync(dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"));
  const ownValueEchoed = seen.filter((text) => keys.some((key) => text.includes(key)));
  expect(ownValueEchoed).toEqual([]);
  for (const key of keys) {
    expect(server.log.some((line) => line.includes(key))).toBe(false);
    expect(files.some((content) => content.includes(key))).toBe(false);
  }
});

test("a key that differs in one character is no key", async () => {
  const server = await startTestPlatform();
  const { apiKey } = await registerActor(server, "A");
  const changed = apiKey.slice(0, -1) + (apiKey.endsWith("a") ? "b" : "a");
  expect((await server.client(changed).get("/agents/me")).status).toBe(401);
  expect((await server.client(apiKey.toLowerCase()).get("/agents/me")).status).toBe(401);
});
