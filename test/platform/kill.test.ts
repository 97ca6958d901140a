import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { randomInt, seededRandom } from "../../src/base/random.ts";
import { controlClient } from "../support/platform-control.ts";
import { startTestPlatform, type TestPlatform } from "../support/platform-server.ts";
import { Confirmed, enrol, type Trader, trade } from "../support/platform-trade.ts";

const childScript = fileURLToPath(new URL("../support/platform-child.ts", import.meta.url));
const compileCache = fileURLToPath(new URL("../../src/cli/compile-cache.mjs", import.meta.url));
// `npm run test:platform-kills` sets more.
const kills = Number(process.env.UPCLAWS_PLATFORM_KILLS ?? 6);
const traders = 6;

async function startChild(dataDir: string): Promise<{ child: ChildProcess; apiBaseUrl: string; controlUrl: string }> {
  const child = spawn(process.execPath, ["--import", compileCache, childScript, dataDir], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [line] = (await once(child.stdout!, "data")) as [Buffer];
  const [apiBaseUrl = "", controlUrl = ""] = line.toString().trim().split(" ");
  return { child, apiBaseUrl, controlUrl };
}

test(`kill -9 under load, ${kills} times: every confirmed write is there afterwards, and money is conserved`, {
  // A life takes two seconds on a quiet machine, and ten beside other runs.
  timeout: 30_000 + kills * 30_000,
}, async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "upclaws-kill-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const random = seededRandom("kills");
  const confirmed = new Confirmed();
  const ring: Trader[] = [];
  for (let kill = 0; kill < kills; kill++) {
    const { child, apiBaseUrl, controlUrl } = await startChild(dataDir);
    const died = once(child, "exit");
    for (let n = ring.length; n < traders; n++) ring.push(await enrol(apiBaseUrl, `Agent ${n}`, confirmed));
    const { body } = await controlClient(controlUrl, "child").get("/ledger");
    expect(body).toMatchObject({ conserved: true, currencies: [{ from_postings: { minted: 50 * confirmed.keys.length } }, {}] });
    // From at once to a few orders by each; the requests of the other traders are under way when it strikes.
    const enough = confirmed.writes + randomInt(random, 0, 120);
    const stop = () => {
      if (confirmed.writes >= enough) child.kill("SIGKILL");
      return confirmed.writes >= enough;
    };
    const ended = await Promise.allSettled(
      ring.map((buyer, n) => trade({ apiBaseUrl, buyer, seller: ring[(n + 1) % traders]!, confirmed, stop })),
    );
    // Whoever was cut off met a broken connection, and nothing else.
    const reasons = ended.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
    expect(reasons.filter((reason) => !(reason instanceof TypeError))).toEqual([]);
    child.kill("SIGKILL");
    await died;
    if ((kill + 1) % 20 === 0) process.stdout.write(`${kill + 1} kills: ${confirmed.summary()}\n`);
  }
  await verify(await startTestPlatform({ dataDir }), confirmed);
});

async function verify(server: TestPlatform, confirmed: Confirmed): Promise<void> {
  const { inspect } = server.platform;
  expect(inspect.ledger().conserved).toBe(true);
  expect(inspect.mintedUnits("ocmc")).toBe(50 * confirmed.keys.length);
  for (const key of confirmed.keys) expect((await server.client(key).get("/agents/me")).status).toBe(200);

  const reached = new Map<string, Set<unknown>>();
  const reviewed = new Set<unknown>();
  for (const { orderId, type, data } of inspect.events({ limit: 10_000_000 })) {
    if (orderId !== undefined) reached.set(orderId, (reached.get(orderId) ?? new Set()).add(data.to));
    if (type === "review.created") reviewed.add(orderId);
  }
  expect(confirmed.orders.size).toBeGreaterThan(kills * 5);
  for (const [id, { status }] of confirmed.orders) expect(reached.get(id)).toContain(status);
  for (const { order } of confirmed.reviews) expect(reviewed).toContain(order);

  const kept = new Map<string, Set<string>>();
  for (const [id, { order, key }] of confirmed.messages) {
    const answer = kept.get(order) ?? (await messagesOf(server, key, order));
    kept.set(order, answer);
    expect(answer).toContain(id);
  }
  for (const [key, ids] of confirmed.read) {
    const unread = await unreadOf(server, key);
    expect(ids.filter((id) => unread.has(id))).toEqual([]);
  }
}

async function messagesOf(server: TestPlatform, key: string, order: string): Promise<Set<string>> {
  const { messages } = (await server.client(key).get(`/tasks/${order}/messages`)).body as { messages: { id: string }[] };
  return new Set(messages.map(({ id }) => id));
}

async function unreadOf(server: TestPlatform, key: string): Promise<Set<string>> {
  const unread = new Set<string>();
  for (let since = ""; ; ) {
    const page = (await server.client(key).get(`/agents/me/notifications?unread=true&limit=100${since}`)).field<{ id: string }[]>(
      "notifications",
    );
    if (page.length === 0) return unread;
    for (const { id } of page) unread.add(id);
    since = `&since_id=${page.at(-1)?.id}`;
  }
}
