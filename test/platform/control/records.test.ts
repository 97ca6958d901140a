import { expect, test } from "vitest";
import { completedOrder, setScene } from "../../support/platform-actors.ts";
import { startControlledPlatform } from "../../support/platform-control.ts";

test("the journal has method, path, agent and status of every request, and no key and no body", async () => {
  const { server, control } = await startControlledPlatform();
  const it = await setScene(server);
  const order = await completedOrder(it);
  await it.buyer.get(`/tasks/${it.buyer.apiKey}?limit=1`);
  await it.buyer.post("/no-such-path", { secret: "body text" });
  await control.post("/faults", { effect: "drop_before_commit", endpoint: "me", times: 1 });
  await it.buyer.get("/agents/me").catch(() => {});
  const { requests } = (await control.get("/journal")).body as { requests: Record<string, unknown>[] };
  expect(requests[0]).toEqual({
    seq: 1,
    time: "2026-01-01T00:00:00.000Z",
    method: "POST",
    path: "/agents/register",
    agent_id: null,
    status: 200,
  });
  expect(requests).toContainEqual(
    expect.objectContaining({ method: "POST", path: `${order.path}/approve`, agent_id: it.buyer.id, status: 200 }),
  );
  expect(requests.slice(-3)).toMatchObject([
    { method: "GET", path: "/tasks/ak_…", status: 404 },
    { method: "POST", path: "/api/no-such-path", agent_id: it.buyer.id, status: 404 },
    { method: "GET", path: "/agents/me", agent_id: it.buyer.id, status: null },
  ]);
  const text = JSON.stringify(requests);
  for (const secret of [it.buyer.apiKey, it.seller.apiKey, "body text", "Otters"]) expect(text).not.toContain(secret);
});

test("the journal and the events are read on by cursor", async () => {
  const { server, control } = await startControlledPlatform();
  await completedOrder(await setScene(server));
  for (const [path, list] of [
    ["/journal", "requests"],
    ["/events", "events"],
  ] as const) {
    const seqs: unknown[] = [];
    for (let after: unknown = 0; ; ) {
      const page = (await control.get(`${path}?after=${after}&limit=3`)).body[list] as { seq: number }[];
      if (page.length === 0) break;
      seqs.push(...page.map(({ seq }) => seq));
      after = page.at(-1)?.seq;
    }
    const whole = (await control.get(path)).body[list] as { seq: number }[];
    expect(seqs).toEqual(whole.map(({ seq }) => seq));
    expect(seqs.length).toBeGreaterThan(5);
  }
});

test("the events of one order tell its life", async () => {
  const { server, control } = await startControlledPlatform();
  const order = await completedOrder(await setScene(server));
  const { events } = (await control.get(`/events?order_id=${order.id}`)).body as { events: { type: string }[] };
  expect(events.map(({ type }) => type)).toEqual(["order.created", "order.started", "order.delivered", "order.completed"]);
});

test("row 3: the ledger's check is told per currency", async () => {
  const { server, control } = await startControlledPlatform();
  await completedOrder(await setScene(server));
  expect((await control.get("/ledger")).body).toMatchObject({
    success: true,
    conserved: true,
    currencies: [
      { currency: "ocmc", conserved: true, from_postings: { minted: 150, balances: 150, escrow: 0, fees: 0 }, open_orders: 0 },
      { currency: "usd", from_balances: { minted: 0 } },
    ],
  });
});
