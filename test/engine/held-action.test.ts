import { describe, expect, it } from "vitest";
import type { Json } from "../../src/base/json.ts";
import { seededRandom } from "../../src/base/random.ts";
import type { Execute } from "../../src/engine/engine.ts";
import type { ActionSpec, Journal } from "../../src/engine/journal.ts";
import { retryOutcome } from "../../src/engine/retry-outcome.ts";
import { EngineWorld, newRun } from "../support/engine-world.ts";
import { tempDirectory } from "../support/temp-directory.ts";

type Answer = string | { readonly held: string };

/** An action under a policy that holds it. */
function heldAction(params: Json, over: Partial<ActionSpec<Answer>> = {}): ActionSpec<Answer> {
  return {
    name: "deliver",
    subject: "order 1",
    params,
    prepare: async () => null,
    hold: async (id) => ({ value: { held: id }, situation: { round: 0 }, expiresAtMs: null, submit: [] }),
    waitsForHeld: true,
    send: async () => ({ state: "done", result: "sent" }),
    readBack: async () => ({ state: "absent" }),
    ...over,
  };
}

const executing =
  (world: EngineWorld, handler: (journal: Journal) => Promise<unknown>): Execute =>
  async (run, journal) => {
    try {
      await handler(journal);
      return { kind: "done" };
    } catch (error) {
      const policy = { maxAttempts: 3, backoff: { baseMs: 1, maxMs: 1 } };
      return retryOutcome(run, error, { policy, random: seededRandom(1), clock: world.clock });
    }
  };

async function run(handler: (journal: Journal) => Promise<unknown>) {
  const world = EngineWorld.open();
  world.start(executing(world, handler));
  await world.engine.submit([newRun("r1")]);
  await world.finish();
  return world;
}

const held = (world: EngineWorld) => world.engine.approvals.list();

describe("an action that is held", () => {
  it("returns the hold's value, sends nothing, books nothing, and leaves its run waiting", async () => {
    let sent = 0;
    const answers: Answer[] = [];
    const cost = { unit: "ocmc", amount: 5, limits: [] } as const;
    const send = async () => ({ state: "done", result: `sent ${++sent}` }) as const;
    const world = await run(async (journal) => answers.push(await journal.action(heldAction({ text: "x" }, { send, cost }))));
    const [approval] = held(world);
    expect(answers).toEqual([{ held: approval?.id }]);
    expect(sent).toBe(0);
    expect(world.engine.spent({ unit: "ocmc", sinceMs: 0 })).toBe(0);
    expect(world.engine.get("r1")).toMatchObject({ status: "waiting", reason: `waits for approval ${approval?.id}` });
    expect(approval).toMatchObject({
      status: "held",
      action: "deliver",
      params: { text: "x" },
      runId: "r1",
      orderId: "order of r1",
    });
  });

  it("submits the timer of its expiry in the commit that freezes it", async () => {
    const ran: string[] = [];
    const world = EngineWorld.open();
    const submit = [newRun("expiry", { availableAtMs: world.clock.now() + 60_000 })];
    world.start(async (begun, journal) => {
      ran.push(begun.id);
      const hold = async (id: string) => ({ value: { held: id }, situation: null, expiresAtMs: 60_000, submit });
      if (begun.id === "r1") await journal.action(heldAction(1, { hold }));
      return { kind: "done" };
    });
    await world.engine.submit([newRun("r1")]);
    await world.finish();
    expect(ran).toEqual(["r1", "expiry"]);
  });

  it("stops what comes after it on the same subject, and nothing on another", async () => {
    const failures: unknown[] = [];
    const world = await run(async (journal) => {
      await journal.action(heldAction(1));
      await journal.action(heldAction(2, { name: "message" })).catch((error: unknown) => failures.push(error));
      const { hold: _, ...open } = heldAction(3, { subject: "gig 1", name: "placeOrder" });
      expect(await journal.action(open)).toBe("sent");
    });
    expect(failures).toMatchObject([{ code: "waiting_for_approval" }]);
    expect(held(world)).toHaveLength(1);
    expect(world.engine.get("r1")?.status).toBe("waiting");
  });

  it("does not make a dead letter of a call behind it that nobody awaited", async () => {
    const world = await run(async (journal) => {
      await journal.action(heldAction(1));
      void journal.action(heldAction(2, { name: "message" }));
    });
    expect(world.engine.get("r1")?.status).toBe("waiting");
  });

  it("lets its run end as done once it is decided", async () => {
    const world = await run(async (journal) => {
      await journal.action(heldAction(1));
      await journal.action(heldAction(1, { name: "message", subject: "order 2" }));
    });
    const [first, second] = held(world);
    await world.engine.approvals.change({ id: first!.id, to: "rejected", by: "me" }, []);
    expect(world.engine.get("r1")?.status).toBe("waiting");
    await world.engine.approvals.change({ id: second!.id, to: "rejected", by: "me" }, []);
    expect(world.engine.get("r1")).toMatchObject({ status: "done", reason: null });
  });
});

describe("a handler that runs again", () => {
  /** Runs `r1` once with each set of parameters: the first execution fails after the freeze, and so on. */
  async function asking(rounds: readonly Json[], between: (world: EngineWorld) => Promise<unknown> = async () => {}) {
    const world = EngineWorld.open();
    const answers: Answer[] = [];
    let round = 0;
    world.start(async (_run, journal) => {
      const params = rounds[round++] ?? null;
      answers.push(await journal.action(heldAction(params)));
      if (round < rounds.length) {
        await between(world);
        return { kind: "dead", code: "test", reason: "again" };
      }
      return { kind: "done" };
    });
    await world.engine.submit([newRun("r1")]);
    await world.finish();
    while (round < rounds.length) {
      await world.engine.retry("r1", { fresh: true });
      await world.finish();
    }
    return { world, answers };
  }

  it("and asks for the same gets the same hold, whatever became of it", async () => {
    const { world, answers } = await asking(["a", "a", "a"], async ({ engine }) => {
      const [approval] = engine.approvals.list();
      if (approval?.status === "held") await engine.approvals.change({ id: approval.id, to: "rejected", by: "me" }, []);
    });
    expect(held(world)).toMatchObject([{ status: "rejected" }]);
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toHaveLength(1);
    expect(world.engine.get("r1")?.status).toBe("done");
  });

  it("and asks for something else replaces what is held: the old approval cannot be given any more", async () => {
    const { world, answers } = await asking(["a", "b"]);
    const [old, now] = held(world);
    expect([old, now]).toMatchObject([
      { params: "a", status: "invalidated", reason: expect.stringContaining("other parameters") },
      { params: "b", status: "held" },
    ]);
    expect(answers).toEqual([{ held: old?.id }, { held: now?.id }]);
    await expect(world.engine.approvals.change({ id: old!.id, to: "approved", by: "me" }, [])).rejects.toMatchObject({
      code: "approval_closed",
    });
  });

  it("and asks for something else after the approval was given keeps what was approved", async () => {
    const { world, answers } = await asking(["a", "b"], async ({ engine }) => {
      const [approval] = engine.approvals.list();
      await engine.approvals.change({ id: approval!.id, to: "approved", by: "me" }, []);
    });
    expect(held(world)).toMatchObject([{ params: "a", status: "approved" }]);
    expect(answers[1]).toEqual(answers[0]);
  });

  it.each(["before_intent_commit", "after_result_commit", "before_outcome_commit", "after_outcome_commit"] as const)(
    "after a crash at %s has frozen once",
    async (point) => {
      const dir = tempDirectory();
      const handler = (journal: Journal) => journal.action(heldAction("a"));
      const first = EngineWorld.open({ dir });
      first.dieAt = (reached) => reached === point;
      first.start(executing(first, handler));
      await first.engine.submit([newRun("r1")]);
      await first.finish();
      expect(first.crashed).toBe(true);
      const second = EngineWorld.open({ dir, startMs: first.clock.now() });
      second.start(executing(second, handler));
      await second.finish();
      expect(held(second)).toMatchObject([{ status: "held" }]);
      expect(second.engine.get("r1")?.status).toBe("waiting");
      second.crash();
    },
  );
});

describe("a run that is not admitted", () => {
  it("keeps its lane and its place until it is admitted; runs of others go on", async () => {
    const world = EngineWorld.open();
    const ran: string[] = [];
    let paused = true;
    const admission = {
      restricted: (agent: string) => paused && agent === "writer",
      admits: ({ kind }: { kind: string }) => kind !== "new",
    };
    world.engine.start(
      async (begun) => {
        ran.push(begun.id);
        return { kind: "done" };
      },
      { concurrency: 5, perAgent: new Map() },
      admission,
    );
    await world.engine.submit([
      newRun("first", { lane: "l", kind: "new" }),
      newRun("behind it", { lane: "l" }),
      newRun("old", { lane: "m" }),
      newRun("another agent's", { agent: "shopper", kind: "new" }),
    ]);
    await world.finish();
    expect(ran).toEqual(["old", "another agent's"]);
    expect(world.engine.stats()).toMatchObject({ runnable: 0, byStatus: { queued: 2 } });
    paused = false;
    world.engine.readmit();
    await world.finish();
    expect(ran.slice(2)).toEqual(["first", "behind it"]);
  });
});
