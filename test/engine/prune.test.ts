import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { usageEntries } from "../../src/cli/usage-entries.ts";
import { usageDigest } from "../../src/daemon/retention/usage-facts.ts";
import type { Execute, RunFilter } from "../../src/engine/engine.ts";
import type { Journal } from "../../src/engine/journal.ts";
import type { NewRun, Outcome } from "../../src/engine/run.ts";
import { EngineWorld, newRun } from "../support/engine-world.ts";

const dayMs = 24 * 3_600_000;
const nothing = () => null;

async function doAction(journal: Journal, name: string, subject: string, params: object = {}, amount = 0): Promise<void> {
  await journal.action({
    name,
    subject,
    params: params as never,
    ...(amount > 0 ? { cost: { unit: "ocmc", amount, limits: [] } } : {}),
    prepare: async () => null,
    send: async () => ({
      state: "done",
      result: { state: "done", order: { id: "order 0", orderNumber: "1", status: "pending" } },
    }),
    readBack: async () => ({ state: "absent" }),
  });
}

/** What one run of a made-up history does. */
interface Deed {
  readonly agent: "writer" | "buyer";
  readonly subject: "order 0" | "order 1" | null;
  readonly kind: "order.created" | "order.completed" | "message.received";
  readonly afterDays: number;
  readonly end: "done" | "superseded" | "lost_to_other" | "dead" | "retry";
  readonly delivers: boolean;
  readonly buys: boolean;
  readonly tips: boolean;
  readonly costUsdNano: number;
}

const deed: fc.Arbitrary<Deed> = fc.record({
  agent: fc.constantFrom("writer", "buyer"),
  subject: fc.constantFrom("order 0", "order 1", null),
  kind: fc.constantFrom("order.created", "order.completed", "message.received"),
  afterDays: fc.constantFrom(0, 1, 20, 45),
  end: fc.constantFrom("done", "done", "done", "superseded", "lost_to_other", "dead", "retry"),
  delivers: fc.boolean(),
  buys: fc.boolean(),
  tips: fc.boolean(),
  costUsdNano: fc.nat(1_000),
});

const order = { status: "in_progress", price: 8, currency: "ocmc", gig: { title: "A gig" } };

function perform(deeds: readonly Deed[], nowMs: () => number): Execute {
  return async (run, journal): Promise<Outcome> => {
    const told = deeds[Number(run.id.split(" ")[1])];
    if (!told || run.id.startsWith("later")) return { kind: "done" };
    const { end, delivers, buys, tips, costUsdNano } = told;
    if (!(await journal.claim(`${run.agent}/${run.subject}/${run.kind}`))) return { kind: "superseded", reason: "taken" };
    if (run.subject !== null) await journal.step("event", async () => ({ role: "seller", order }));
    if (costUsdNano > 0) {
      const cost = { unit: "usd_nano", maximum: 1_000, limits: [], actual: () => costUsdNano } as const;
      const reply = { booked: { inputTokens: 3, outputTokens: 4 }, text: "long".repeat(50) };
      await journal.step("model:m", async () => reply, { cost, note: { model: "m" } });
    }
    if (delivers && run.subject !== null) await doAction(journal, "deliver", run.subject);
    if (buys) await doAction(journal, "placeOrder", "gig", { price: 5, currency: "ocmc" }, 5);
    if (tips && run.subject !== null) await doAction(journal, "review", run.subject, { tip_amount: 2 }, 2);
    if (end === "dead") return { kind: "dead", code: "x", reason: "x" };
    if (end === "retry") return { kind: "retry", atMs: nowMs() + 400 * dayMs, code: "x", reason: "x" };
    return end === "done" ? { kind: "done" } : { kind: end, reason: "x" };
  };
}

/** Lives through the deeds, prunes at the given places or never, and tells everything that later events could depend on. */
async function history(deeds: readonly Deed[], pruneAfter: ReadonlySet<number>, batch: number) {
  const world = EngineWorld.open();
  const { engine, clock } = world;
  engine.start(
    perform(deeds, () => clock.now()),
    { concurrency: 4, perAgent: new Map() },
  );
  const runs = deeds.map(({ agent, subject, kind }, index): NewRun => {
    const data = { payload: kind === "order.created" ? { gig_title: "Told", price: 3, currency: "ocmc" } : {} };
    return newRun(`run ${index}`, { agent, subject, kind, lane: `${agent} ${subject ?? index}`, data });
  });
  const prune = async () => {
    let after: number | undefined;
    do {
      const answer = await engine.prune({ endedBeforeMs: clock.now() - 30 * dayMs, after, batch, digest: usageDigest });
      after = answer.after;
    } while (after !== undefined);
  };
  for (const [index, run] of runs.entries()) {
    await clock.advanceBy((deeds[index]?.afterDays ?? 0) * dayMs);
    await engine.submit([run]);
    await engine.idle();
    if (pruneAfter.has(index)) await prune();
  }
  const present = engine.list();
  const count = (agent: string, subject: string, name: string) => engine.countActions({ agent, subject, name, status: "done" });
  const open: RunFilter = { status: ["queued", "running", "waiting", "dead"] };
  const usage = usageEntries(present, world.store.database).map((entry) => JSON.stringify(entry));
  const facts = {
    repeated: await engine.submit(runs),
    later: await engine.submit(runs.map((run) => ({ ...run, id: `later ${run.id}` }))),
    rounds: ["writer", "buyer"].flatMap((agent) =>
      ["order 0", "order 1", "gig"].flatMap((subject) =>
        ["deliver", "placeOrder", "review"].map((name) => count(agent, subject, name)),
      ),
    ),
    spent: (["usd_nano", "ocmc"] as const).flatMap((unit) => [
      engine.spent({ unit, sinceMs: 0 }),
      engine.spent({ unit, agent: "writer", sinceMs: 0 }),
      engine.spent({ unit, agent: "writer", subject: "order 0", sinceMs: 0 }),
      engine.spent({ unit, agent: "buyer", sinceMs: clock.now() - dayMs }),
    ]),
    open: engine
      .list(open)
      .filter(({ id }) => !id.startsWith("later"))
      .map(({ id, status }) => ({ id, status })),
    usage: usage.sort(),
  };
  await engine.idle();
  world.store.close();
  return { facts, kept: present.length };
}

describe("pruning old runs", () => {
  it("changes nothing that later events, rounds, limits or usage depend on, whatever happened and whenever it runs", async () => {
    const arbitrary = [fc.array(deed, { minLength: 1, maxLength: 8 }), fc.array(fc.nat(7)), fc.constantFrom(1, 2, 100)] as const;
    let pruned = 0;
    await fc.assert(
      fc.asyncProperty(...arbitrary, async (deeds, places, batch) => {
        const without = await history(deeds, new Set(), batch);
        const pruning = await history(deeds, new Set([...places, deeds.length - 1]), batch);
        pruned += without.kept - pruning.kept;
        expect(pruning.facts).toEqual(without.facts);
        expect(pruning.facts.repeated).toEqual([]);
      }),
      { numRuns: 40 },
    );
    expect(pruned).toBeGreaterThan(20);
  });

  it("keeps everything of an order together until its last run has been over for long", async () => {
    const world = EngineWorld.open();
    const { engine, clock } = world;
    world.start(async () => ({ kind: "done" }));
    await engine.submit([newRun("a", { subject: "order" }), newRun("other")]);
    await engine.idle();
    await clock.advanceBy(20 * dayMs);
    await engine.submit([newRun("b", { subject: "order" })]);
    await engine.idle();
    await clock.advanceBy(20 * dayMs);
    const prune = () => engine.prune({ endedBeforeMs: clock.now() - 30 * dayMs, batch: 100, digest: nothing });
    expect(await prune()).toEqual({ pruned: 1, after: undefined });
    expect(engine.list().map(({ id }) => id)).toEqual(["a", "b"]);
    await clock.advanceBy(20 * dayMs);
    expect(await prune()).toMatchObject({ pruned: 2 });
    expect(engine.get("a")).toBeUndefined();
  });

  it("uses the room of what is gone: ten times as many orders need no more of the disk", async () => {
    const world = EngineWorld.open();
    const { engine, clock, store } = world;
    world.start(async (_run, journal) => {
      await journal.step("model:m", async () => "x".repeat(4_000));
      return { kind: "done" };
    });
    const pages = () => store.database.get<{ page_count: number }>("PRAGMA page_count")?.page_count ?? 0;
    const month = async (from: number) => {
      await engine.submit(Array.from({ length: 30 }, (_, n) => newRun(`run ${from + n}`)));
      await engine.idle();
      await clock.advanceBy(31 * dayMs);
      await engine.prune({ endedBeforeMs: clock.now() - 30 * dayMs, batch: 100, digest: nothing });
    };
    await month(0);
    const first = pages();
    for (let n = 1; n < 10; n++) await month(n * 30);
    expect(engine.list()).toEqual([]);
    expect(pages()).toBeLessThan(first * 1.3);
  });
});
