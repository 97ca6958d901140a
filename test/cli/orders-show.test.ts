import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { stringify } from "yaml";
import { orderTimeline } from "../../src/cli/order-timeline.ts";
import { orderViews } from "../../src/cli/orders-view.ts";
import { RunQueries } from "../../src/engine/run-queries.ts";
import type { Approval } from "../../src/store/approval.ts";
import { cliHere } from "../support/cli-here.ts";
import { servedOrder } from "../support/served-order.ts";

async function completed() {
  const { world, trade, dir, daemon, run } = await servedOrder();
  const orderId = run.subject ?? "";
  const [order] = orderViews(new RunQueries(daemon.life.directory.database), {});
  // What the other party writes must not move the cursor.
  await trade.buyer.client.sendMessage({ taskId: orderId, content: `Thank you\u001b[2J\n${"very much ".repeat(20)}` });
  await trade.buyer.client.approveOrder({ taskId: orderId });
  await world.clock.advanceBy(180_000);
  const config = join(dir, "upclaws.config.yaml");
  writeFileSync(config, stringify({ dataDir: ".", agents: [{ use: "writer" }] }));
  const show = (...args: readonly string[]) =>
    cliHere(["orders", "show", order?.number ?? "", "--config", config, ...args], { clock: world.clock, columns: 80 });
  return { show, daemon, orderId, run };
}

it("orders show tells the life of an order within 80 columns: events, runs, actions, model calls, messages, what is left", async () => {
  const { show } = await completed();
  const { code, text } = await show();
  expect(code).toBe(0);
  const lines = text.split("\n");
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  expect(text).not.toContain("\u001b");
  expect(lines[0]).toMatch(/^OCM-\d+ .* completed {2}8 OCMC$/);
  expect(text).toMatch(/✓ order\.created {2}notification, #\d+, 4 min ago: done/);
  expect(text).toMatch(/^ +\+.* {2}start/m);
  expect(text).toMatch(/ {2}model draft +gpt-5-mini {2}\d+ \+ \d+ tokens {2}\$0\.\d{4}/);
  expect(text).toMatch(/^ +\+.* {2}deliver/m);
  expect(text).toMatch(/message from .* Thank you \[2J very much/);
  expect(text).toContain("order.completed");
  expect(lines.at(-1)).toMatch(/^margin 8 OCMC, -\$0\.\d{4} {2}models \$0\.\d{4}$/);
});

it("orders show --json tells the same for machines: ISO times in order, figures, no text cut", async () => {
  const { show, run } = await completed();
  const { json } = await show("--json");
  const [order] = (json[0] as { orders: { timeline: Record<string, unknown>[]; marginOcmc: number; marginUsd: number }[] })
    .orders;
  expect(order).toMatchObject({ status: "completed", marginOcmc: 8, price: 8 });
  expect(order!.marginUsd).toBeLessThan(0);
  const times = order!.timeline.map(({ at }) => String(at));
  expect(times).toEqual(times.toSorted());
  for (const at of times) expect(new Date(at).toISOString()).toBe(at);
  const of = (kind: string) => order!.timeline.filter((entry) => entry.kind === kind);
  expect(of("event").map(({ what }) => what)).toEqual(
    expect.arrayContaining(["order.created", "message.received", "order.completed"]),
  );
  expect(of("model")).toMatchObject([
    {
      run: run.id,
      what: "draft",
      model: "gpt-5-mini",
      costUsd: expect.any(Number),
      inputTokens: expect.any(Number),
      status: "done",
    },
  ]);
  expect(of("action").map(({ what }) => what)).toEqual(expect.arrayContaining(["start", "deliver"]));
  expect(String(of("message")[0]?.content).length).toBeGreaterThan(200);
});

it("a held action stands in the timeline of the run that asked for it: when it was held, decided about, carried out", async () => {
  const { daemon, run, orderId } = await completed();
  const [order] = orderViews(new RunQueries(daemon.life.directory.database), {});
  const base = {
    id: "a1",
    agent: order!.agent,
    runId: run.id,
    lane: run.lane,
    orderId,
    action: "deliver",
    params: {},
    situation: {},
  };
  const at = run.createdAtMs;
  const approval: Approval = {
    ...base,
    expiresAtMs: null,
    status: "carried_out",
    hash: "h",
    heldAtMs: at + 1_000,
    decidedAtMs: at + 2_000,
    endedAtMs: at + 3_000,
    reason: null,
    result: null,
  };
  const entries = orderTimeline(order!, [approval]).find((one) => one.run.id === run.id)?.entries ?? [];
  const held = entries.filter(({ kind }) => kind === "approval");
  expect(held.map(({ facts, atMs }) => [facts, atMs - at])).toEqual([
    ["held", 1_000],
    ["approved", 2_000],
    ["carried_out", 3_000],
  ]);
  const expired = { ...approval, status: "expired" as const, endedAtMs: at + 2_000 };
  const again = orderTimeline(order!, [expired]).find((one) => one.run.id === run.id)?.entries ?? [];
  expect(again.filter(({ kind }) => kind === "approval").map(({ facts }) => facts)).toEqual(["held", "expired"]);
});
