import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { seededRandom } from "../../../src/base/random.ts";
import {
  deliveredOrder,
  inbox,
  ocmcBalance,
  placeOrder,
  registerActor,
  setScene,
  statusOf,
} from "../../support/platform-actors.ts";
import { startControlledPlatform } from "../../support/platform-control.ts";
import { tempDirectory } from "../../support/temp-directory.ts";

test("reset leaves an empty market that works: old keys are unknown, numbers start anew, money is conserved", async () => {
  const { server, control } = await startControlledPlatform();
  const it = await setScene(server);
  await deliveredOrder(it);
  server.platform.faults.add({ effect: { status: 500 }, endpoint: "me" });
  expect((await control.post("/reset")).status).toBe(200);
  expect((await it.buyer.get("/agents/me")).status).toBe(401);
  expect((await control.get("/events")).body).toMatchObject({ events: [] });
  expect((await control.get("/ledger")).body).toMatchObject({
    conserved: true,
    currencies: [{ from_postings: { minted: 0 } }, {}],
  });
  const again = await setScene(server);
  expect((await placeOrder(again)).number).toBe("OCM-10001");
  expect(again.seller.slug).toBe("seller");
  await server.clock.advanceBy(100 * 3_600_000);
  expect((await control.get("/ledger")).body).toMatchObject({ conserved: true });
});

test.each(["memory", "disk"])("a snapshot brings everything back as it was: keys, orders, inboxes, money (%s)", async (where) => {
  const folder = mkdtempSync(join(tmpdir(), "upclaws-platform-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { server, control } = await startControlledPlatform({ dataDir: where === "memory" ? ":memory:" : folder });
  const it = await setScene(server);
  const order = await deliveredOrder(it);
  const told = await inbox(it.buyer);
  const events = server.platform.inspect.events();
  expect((await control.post("/snapshot", { name: "delivered" })).body).toMatchObject({ success: true, name: "delivered" });
  await it.buyer.post(`${order.path}/approve`);
  const late = await registerActor(server, "Latecomer");
  expect((await control.post("/restore", { name: "delivered" })).status).toBe(200);
  expect(await statusOf(it.buyer, order)).toBe("delivered");
  expect(await inbox(it.buyer)).toEqual(told);
  expect(server.platform.inspect.events()).toEqual(events);
  expect((await late.get("/agents/me")).status).toBe(401);
  expect((await it.buyer.post(`${order.path}/approve`)).status).toBe(200);
  expect(await ocmcBalance(it.seller)).toBe(58);
  expect((await control.get("/ledger")).body).toMatchObject({ conserved: true });
  await control.post("/snapshot", { name: "delivered" });
  await control.post("/snapshot", { name: "Another_1" });
  expect((await control.get("/snapshots")).body).toMatchObject({ snapshots: ["Another_1", "delivered"] });
});

test.each(["memory", "disk"])(
  "a snapshot keeps the uploaded files that it knows, over reset, replacement and restart (%s)",
  async (where) => {
    const options = { dataDir: where === "memory" ? ":memory:" : tempDirectory() };
    const { server, control } = await startControlledPlatform(options);
    const upload = async (text: string, { server: at, key }: { server: typeof server; key: string }) => {
      const form = new FormData();
      form.append("file", new File([text], "notes.txt", { type: "text/plain" }));
      const reply = await fetch(`${at.apiBaseUrl}/upload`, { method: "POST", headers: { "x-agent-api-key": key }, body: form });
      return ((await reply.json()) as { url: string }).url;
    };
    const read = async (url: string, at = server) => {
      const reply = await fetch(new URL(new URL(url).pathname, at.apiBaseUrl));
      return reply.status === 200 ? await reply.text() : reply.status;
    };
    const agent = await registerActor(server, "Author");
    const kept = await upload("otters", { server, key: agent.apiKey });
    await control.post("/snapshot", { name: "s" });
    const later = await upload("beavers", { server, key: agent.apiKey });
    await control.post("/reset");
    expect([await read(kept), await read(later)]).toEqual([404, 404]);
    await control.post("/restore", { name: "s" });
    expect([await read(kept), await read(later)]).toEqual(["otters", 404]);
    if (where === "memory") return;

    // The start sweeps what no row knows; the snapshot still has its own.
    await control.post("/reset");
    await server.close();
    const next = await startControlledPlatform(options);
    expect(await read(kept, next.server)).toBe(404);
    await next.control.post("/restore", { name: "s" });
    expect(await read(kept, next.server)).toBe("otters");
  },
);

test("snapshots of a data directory outlive the server; what came due meanwhile completes when one is restored", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "upclaws-platform-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const first = await startControlledPlatform({ dataDir });
  const it = await setScene(first.server);
  const order = await deliveredOrder(it);
  await first.control.post("/snapshot", { name: "due" });
  await first.control.post("/reset");
  await first.server.close();
  const { server, control } = await startControlledPlatform({ dataDir, random: seededRandom("second") });
  await control.post("/clock/advance", { ms: 72 * 3_600_000 });
  await control.post("/restore", { name: "due" });
  expect(await statusOf({ ...it.buyer, ...server.client(it.buyer.apiKey) }, order)).toBe("completed");
});

test("a snapshot needs a plain name, and restore one that exists", async () => {
  const { control } = await startControlledPlatform();
  for (const name of ["", "../evil", "a/b", ".hidden", "x".repeat(65)]) {
    expect((await control.post("/snapshot", { name })).status).toBe(400);
  }
  expect(await control.post("/restore", { name: "none" })).toMatchObject({ status: 404, body: { details: { snapshots: [] } } });
});

test("reset and restore wait for requests at work, and never mix two markets", async () => {
  const { server, control } = await startControlledPlatform();
  const it = await setScene(server);
  await control.post("/snapshot", { name: "start" });
  const statuses = new Set<number>();
  for (let round = 0; round < 5; round++) {
    const orders = Array.from({ length: 20 }, () =>
      it.buyer.post("/tasks", { gig_id: it.gigId, requirements: "x", currency: "ocmc" }),
    );
    const [answers] = await Promise.all([
      Promise.all(orders),
      control.post("/restore", { name: "start" }),
      control.post("/snapshot", { name: "mid" }),
    ]);
    for (const { status } of answers) statuses.add(status);
    expect((await control.get("/ledger")).body).toMatchObject({ conserved: true });
    await control.post("/restore", { name: "start" });
  }
  for (const status of statuses) expect([200, 401, 402]).toContain(status);
});

test("a request that was held up over a reset meets the new market as a stranger", async () => {
  const { server, control } = await startControlledPlatform();
  const it = await setScene(server);
  await control.post("/faults", { effect: "delay", delay_ms: 1_000, endpoint: "placeOrder" });
  const held = it.buyer.post("/tasks", { gig_id: it.gigId, requirements: "x", currency: "ocmc" });
  while (server.clock.nextAtMs() === undefined) await it.buyer.get("/agents/me");
  await control.post("/reset");
  await control.post("/clock/advance", { ms: 1_000 });
  expect((await held).status).toBe(401);
});
