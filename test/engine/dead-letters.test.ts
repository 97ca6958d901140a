import { describe, expect, it } from "vitest";
import { UpclawsError } from "../../src/base/errors.ts";
import { EngineWorld, newRun } from "../support/engine-world.ts";

async function withDeadLetter() {
  const world = EngineWorld.open();
  const performed: string[] = [];
  const state = { broken: true };
  world.start(async (_run, journal) => {
    await journal.step("think", async () => void performed.push("think"));
    await journal.action({
      name: "start",
      subject: "order 1",
      params: null,
      prepare: async () => null,
      send: async () => {
        performed.push("start");
        return { state: "done", result: null };
      },
      readBack: async () => ({ state: "absent" }),
    });
    if (state.broken) throw new TypeError("a bug in the handler");
    return { kind: "done" };
  });
  await world.engine.submit([newRun("a", { lane: "A" }), newRun("b", { lane: "A", subject: null })]);
  await world.finish();
  return { world, performed, state };
}

describe("dead letters", () => {
  it("keeps a run whose handler threw as a dead letter and lets the lane go on", async () => {
    const { world } = await withDeadLetter();
    expect(world.engine.list({ status: ["dead"] })).toMatchObject([
      { id: "a", code: "internal", reason: "a bug in the handler" },
      { id: "b", code: "internal" },
    ]);
    expect(world.engine.list({ subject: "order of a", agent: "writer" }).map((run) => run.id)).toEqual(["a"]);
    expect(world.engine.list({ limit: 1 }).map((run) => run.id)).toEqual(["b"]);
  });

  it("retries with recorded steps and actions", async () => {
    const { world, performed, state } = await withDeadLetter();
    state.broken = false;
    await world.engine.retry("a");
    await world.finish();
    expect(world.engine.get("a")).toMatchObject({ status: "done", attempts: 1, code: null });
    expect(performed).toEqual(["think", "start", "think", "start"]);
  });

  it("sends a refused action anew when the run that died of the refusal is retried", async () => {
    const world = EngineWorld.open();
    const requests: string[] = [];
    const platform = { balance: 0 };
    world.start(async (_run, journal) => {
      await journal.action({
        name: "placeOrder",
        subject: "gig 1",
        params: null,
        prepare: async () => ({ balance: platform.balance }),
        send: async (intent) => {
          requests.push(JSON.stringify(intent.preImage));
          const error = new UpclawsError("api_insufficient_balance", "too little", { retryable: false });
          return platform.balance > 0 ? { state: "done", result: null } : { state: "refused", error };
        },
        readBack: async () => ({ state: "absent" }),
      });
      return { kind: "done" };
    });
    await world.engine.submit([newRun("a", { lane: "A" })]);
    await world.finish();
    platform.balance = 50;
    await world.engine.retry("a");
    await world.finish();
    expect(world.engine.get("a")).toMatchObject({ status: "done" });
    expect(requests).toEqual(['{"balance":0}', '{"balance":50}']);
  });

  it("retries fresh: plain steps are performed again, actions are not", async () => {
    const { world, performed, state } = await withDeadLetter();
    state.broken = false;
    await world.engine.retry("a", { fresh: true });
    await world.finish();
    expect(world.engine.get("a")).toMatchObject({ status: "done" });
    expect(performed).toEqual(["think", "start", "think", "start", "think"]);
  });

  it("drops a dead letter for good", async () => {
    const { world } = await withDeadLetter();
    await world.engine.drop("a");
    expect(world.engine.get("a")).toMatchObject({ status: "superseded", reason: "dropped" });
    await expect(world.engine.retry("a")).rejects.toMatchObject({ code: "run_not_dead", details: { status: "superseded" } });
    await expect(world.engine.drop("nobody")).rejects.toMatchObject({ code: "run_not_found" });
  });

  it("retried fresh may take another way than before, without the settled actions of the old one", async () => {
    const world = EngineWorld.open();
    const state = { broken: true };
    world.start(async (_run, journal) => {
      const answer = { prepare: async () => null, readBack: async () => ({ state: "absent" }) as const };
      const send = async () => ({ state: "done", result: null }) as const;
      if (state.broken) await journal.action({ name: "message", subject: "o", params: null, send, ...answer });
      await journal.step("think", async () => state.broken);
      if (state.broken) throw new TypeError("a bug in the handler");
      return { kind: "done" };
    });
    await world.engine.submit([newRun("a")]);
    await world.finish();
    state.broken = false;
    await world.engine.retry("a");
    await world.finish();
    expect(world.engine.get("a")).toMatchObject({ status: "dead", code: "replay_diverged" });
    await world.engine.retry("a", { fresh: true });
    await world.finish();
    expect(world.engine.get("a")).toMatchObject({ status: "done" });
    expect(world.engine.steps("a")).toMatchObject([
      { kind: "action", name: "message" },
      { kind: "step", value: false },
    ]);
  });
});
