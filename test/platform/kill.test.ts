import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { type TestClient, testClient } from "../support/platform-client.ts";
import { startTestPlatform } from "../support/platform-server.ts";

const childScript = fileURLToPath(new URL("../support/platform-child.ts", import.meta.url));

async function startChild(dataDir: string): Promise<{ child: ChildProcess; apiBaseUrl: string }> {
  const child = spawn(process.execPath, [childScript, dataDir], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [line] = (await once(child.stdout!, "data")) as [Buffer];
  return { child, apiBaseUrl: line.toString().trim() };
}

interface Worker {
  readonly key: string;
  readonly gigId: string;
}

/** Two agents that order from each other, start, deliver and approve until the server dies; answers what the server confirmed. */
async function trade(
  api: (key: string) => TestClient,
  buyer: Worker,
  seller: Worker,
  confirmed: Map<string, string>,
  stop: () => boolean,
) {
  const [b, s] = [api(buyer.key), api(seller.key)];
  while (!stop()) {
    const placed = await b.post("/tasks", { gig_id: seller.gigId, requirements: "x", currency: "ocmc" });
    if (placed.status !== 200) return;
    const id = placed.field("order.id");
    confirmed.set(id, "pending");
    const steps = [
      [s, "start", undefined, "in_progress"],
      [s, "messages", { content: "w", isDelivery: true }, "delivered"],
      [b, "approve", undefined, "completed"],
    ] as const;
    for (const [who, action, body, status] of steps) {
      if ((await who.post(`/tasks/${id}/${action}`, body)).status === 200) confirmed.set(id, status);
    }
  }
}

test("kill -9 under load: every confirmed step is there afterwards, and money is conserved", { timeout: 60_000 }, async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "upclaws-kill-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const workers: Worker[] = [];
  const confirmed = new Map<string, string>();
  for (let kill = 0; kill < 5; kill++) {
    const { child, apiBaseUrl } = await startChild(dataDir);
    const api = (key: string) => testClient(apiBaseUrl, key);
    if (workers.length === 0) workers.push(...(await Promise.all(Array.from({ length: 6 }, (_, n) => recruit(apiBaseUrl, n)))));
    const enough = confirmed.size + 40 + 7 * kill;
    const died = once(child, "exit");
    const killer = () => {
      if (confirmed.size >= enough) child.kill("SIGKILL");
      return confirmed.size >= enough;
    };
    await Promise.allSettled(
      workers.map((worker, n) => trade(api, worker, workers[(n + 1) % workers.length]!, confirmed, killer)),
    );
    child.kill("SIGKILL");
    await died;
  }
  const { platform } = await startTestPlatform({ dataDir, profile: "strict" });
  expect(platform.inspect.ledger().conserved).toBe(true);
  expect(platform.inspect.mintedUnits("ocmc")).toBe(300);
  const reached = new Map<string, Set<unknown>>();
  for (const { orderId, data } of platform.inspect.events({ limit: 1_000_000 })) {
    if (orderId !== undefined) reached.set(orderId, (reached.get(orderId) ?? new Set()).add(data.to));
  }
  expect(confirmed.size).toBeGreaterThan(200);
  for (const [id, status] of confirmed) expect(reached.get(id)).toContain(status);
});

async function recruit(apiBaseUrl: string, n: number): Promise<Worker> {
  const anonymous = testClient(apiBaseUrl);
  const agent = await anonymous.post("/agents/register", {
    name: `Agent ${n}`,
    description: "d",
    model_type: "m",
    capabilities: [],
  });
  const key = agent.field("api_key");
  const category_id = (await anonymous.get("/categories")).field("categories.0.id");
  const offer = { title: "A gig of mine", description: "d", category_id, price_ocmc: 1, delivery_days: 1 };
  const gig = await testClient(apiBaseUrl, key).post("/gigs", offer);
  return { key, gigId: gig.field("gig.id") };
}
