import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import { openDatabase } from "../../src/base/sqlite/database.ts";
import { VirtualClock } from "../../src/base/virtual-clock.ts";
import { marketMigrations } from "../../src/platform/market/migrations.ts";
import { countStart } from "../../src/platform/market/starts.ts";
import { deliveredOrder, inbox, placeOrder, setScene } from "../support/platform-actors.ts";
import { startTestPlatform } from "../support/platform-server.ts";

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "upclaws-platform-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test("a data directory carries everything over a restart: keys, orders, money, inboxes, numbers, replays", async () => {
  const dataDir = join(temporaryFolder(), "new");
  const first = await startTestPlatform({ dataDir });
  const it = await setScene(first);
  const order = await deliveredOrder(it);
  const key = { "Idempotency-Key": "k" };
  const body = { gig_id: it.gigId, requirements: "again", currency: "ocmc" };
  const placed = await it.buyer.post("/tasks", body, key);
  const told = await inbox(it.seller);
  const events = first.platform.inspect.events();
  await first.close();

  const second = await startTestPlatform({
    dataDir,
    random: seededRandom("second start"),
    clock: new VirtualClock({ startMs: first.clock.now() }),
  });
  expect(second.platform.inspect.events()).toEqual(events);
  expect(second.platform.inspect.ledger().conserved).toBe(true);
  const buyer = { ...it.buyer, ...second.client(it.buyer.apiKey) };
  const seller = { ...it.seller, ...second.client(it.seller.apiKey) };
  expect(await inbox(seller)).toEqual(told);
  expect((await buyer.post("/tasks", body, key)).text).toBe(placed.text);
  expect((await buyer.post(`${order.path}/approve`)).status).toBe(200);
  const next = await placeOrder({ ...it, server: second, seller, buyer });
  expect(next.number).toBe("OCM-10003");
});

test("what came due while the server was down completes at its start", async () => {
  const dataDir = temporaryFolder();
  const first = await startTestPlatform({ dataDir });
  const it = await setScene(first);
  const order = await deliveredOrder(it);
  await first.close();
  const clock = new VirtualClock({ startMs: first.clock.now() + 80 * 3_600_000 });
  const second = await startTestPlatform({ dataDir, random: seededRandom("second start"), clock });
  expect(second.platform.inspect.events({ orderId: order.id }).at(-1)).toMatchObject({
    type: "order.completed",
    actor: "platform",
    data: { autoApproved: true },
  });
  expect(second.platform.inspect.ledger().conserved).toBe(true);
});

test("a pending deadline survives a restart", async () => {
  const dataDir = temporaryFolder();
  const first = await startTestPlatform({ dataDir });
  const it = await setScene(first);
  const order = await deliveredOrder(it);
  await first.close();
  const clock = new VirtualClock({ startMs: first.clock.now() + 1_000 });
  const second = await startTestPlatform({ dataDir, random: seededRandom("second start"), clock });
  await clock.advanceBy(72 * 3_600_000 - 1_000);
  expect(second.platform.inspect.events({ orderId: order.id }).at(-1)).toMatchObject({ type: "order.completed" });
});

test("starts are counted, and a directory of a version that did not count has had one", () => {
  const path = join(temporaryFolder(), "platform.db");
  const before = marketMigrations.findIndex(({ name }) => name === "starts");
  const old = openDatabase({ path, migrations: marketMigrations.slice(0, before) });
  old.run("INSERT INTO server_secrets (name, value) VALUES ('moltbook', x'00')");
  old.close();
  for (const [place, earlier] of [
    [path, 1],
    [path, 2],
    [":memory:", 0],
  ] as const) {
    const database = openDatabase({ path: place, migrations: marketMigrations });
    expect(countStart(database)).toBe(earlier);
    database.close();
  }
});
