import { describe, expect, it } from "vitest";
import { UpclawsError } from "../../src/base/errors.ts";
import { seededRandom } from "../../src/base/random.ts";
import type { ActionSpec, Resolution, SendOutcome } from "../../src/engine/journal.ts";
import { retryOutcome } from "../../src/engine/retry-outcome.ts";
import { EngineWorld, newRun } from "../support/engine-world.ts";

interface Script {
  readonly send?: (SendOutcome<string> | Error)[];
  readonly readBack?: (Resolution<string> | Error)[];
}

const policy = { maxAttempts: 5, backoff: { baseMs: 100, maxMs: 1_000 } };
const lost = new UpclawsError("no_answer", "The connection broke", { retryable: true });
const refusal = new UpclawsError("already_reviewed", "Already reviewed", { retryable: false, details: { order: "o" } });

/** Runs one action until its run is final; answers what happened in order. */
/** `again`: the handler asks for a second execution, whatever came of the first. */
async function play(script: Script, overrides: Partial<ActionSpec<string>> = {}, wish?: "again") {
  const world = EngineWorld.open();
  const log: string[] = [];
  const take = <T>(what: string, list: (T | Error)[] = []): T => {
    log.push(what);
    const next = list.shift();
    if (next === undefined) throw new TypeError(`${what} was not expected`);
    if (next instanceof Error) throw next;
    return next;
  };
  const spec: ActionSpec<string> = {
    name: "deliver",
    subject: "order 1",
    params: { text: "hello" },
    prepare: async () => {
      log.push("prepare");
      return { status: "in_progress" };
    },
    send: async () => take("send", script.send),
    readBack: async () => take("readBack", script.readBack),
    ...overrides,
  };
  world.start(async (run, journal) => {
    try {
      log.push(`result ${await journal.action(spec)}`);
      return { kind: "done" };
    } catch (error) {
      log.push((error as UpclawsError).code ?? "foreign");
      if (wish === "again" && run.attempts === 1)
        return { kind: "retry", atMs: world.clock.now(), code: "wish", reason: "again" };
      return retryOutcome(run, error, { policy, random: seededRandom(1), clock: world.clock });
    }
  });
  await world.engine.submit([newRun("a")]);
  await world.finish();
  return { world, log, run: world.engine.get("a"), step: world.engine.steps("a")[0] };
}

describe("actions", () => {
  it("commits the intent before the request and the result after it", async () => {
    let during: unknown;
    const world = EngineWorld.open();
    world.start(async (_run, journal) => {
      await journal.action({
        name: "deliver",
        subject: "order 1",
        params: { text: "hello" },
        prepare: async () => ({ status: "in_progress" }),
        send: async (intent) => {
          during = world.engine.steps("a");
          expect(intent).toMatchObject({ params: { text: "hello" }, preImage: { status: "in_progress" } });
          expect(intent.id).toMatch(/^[0-9a-f]{32}$/);
          return { state: "done", result: "ok" };
        },
        readBack: async () => ({ state: "absent" }),
      });
      return { kind: "done" };
    });
    await world.engine.submit([newRun("a")]);
    await world.finish();
    expect(during).toMatchObject([{ kind: "action", name: "deliver", status: "intent", subject: "order 1" }]);
    expect(world.engine.steps("a")).toMatchObject([{ status: "done", value: "ok" }]);
    const query = { agent: "writer", subject: "order 1", name: "deliver" } as const;
    expect(world.engine.countActions({ ...query, status: "done" })).toBe(1);
    expect(world.engine.countActions({ ...query, status: "intent" })).toBe(0);
  });

  it("records nothing when prepare refuses", async () => {
    const prepare = async () => {
      throw new UpclawsError("action_illegal", "The order is completed", { retryable: false });
    };
    const { log, run, step } = await play({}, { prepare });
    expect({ log, status: run?.status, step }).toEqual({ log: ["action_illegal"], status: "dead", step: undefined });
  });

  it("after no answer backs off, then reads back before anything else", async () => {
    const { log, run } = await play({
      send: [{ state: "unknown", error: lost }],
      readBack: [{ state: "done", result: "found" }],
    });
    expect(log).toEqual(["prepare", "send", "outcome_pending", "readBack", "result found"]);
    expect(run).toMatchObject({ status: "done", attempts: 2 });
  });

  it("sends the same intent again when reading back shows that it did not happen", async () => {
    const ids: string[] = [];
    const times: number[] = [];
    const outcomes: SendOutcome<string>[] = [
      { state: "unknown", error: lost },
      { state: "done", result: "ok" },
    ];
    const send = async (intent: { id: string; sentAtMs: number; createdAtMs: number }) => {
      ids.push(intent.id);
      times.push(intent.sentAtMs);
      return outcomes.shift()!;
    };
    const { log } = await play({ readBack: [{ state: "absent" }] }, { send });
    expect(log).toEqual(["prepare", "outcome_pending", "readBack", "result ok"]);
    expect(ids[0]).toBe(ids[1]);
    expect(times[1]).toBeGreaterThan(times[0]!);
  });

  it("ends as lost_to_other when somebody else acted", async () => {
    const { run, step } = await play({
      send: [{ state: "unknown", error: lost }],
      readBack: [{ state: "conflict", reason: "cancelled by the buyer" }],
    });
    expect(run).toMatchObject({ status: "lost_to_other", reason: "deliver on order 1: cancelled by the buyer" });
    expect(step).toMatchObject({ status: "conflict" });
  });

  it("never sends again what cannot be known, and reads it back once more when a human retries", async () => {
    const script: Script = {
      send: [{ state: "unknown", error: lost }],
      readBack: [{ state: "unknown", reason: "the text was ours before" }],
    };
    const { world, log, run } = await play(script);
    expect(run).toMatchObject({ status: "dead", code: "outcome_unknown" });
    script.readBack?.push({ state: "done", result: "seen by a human" });
    await world.engine.retry("a");
    await world.finish();
    expect(log).toEqual([
      ...["prepare", "send", "outcome_pending", "readBack", "outcome_unknown"],
      ...["readBack", "result seen by a human"],
    ]);
  });

  it("asks again at the told time while reading back is undecided", async () => {
    const atMs = Date.UTC(2026, 0, 1, 0, 1);
    const { log, run } = await play({
      send: [{ state: "unknown", error: lost }],
      readBack: [
        { state: "undecided", retryAtMs: atMs, reason: "60 s have not passed" },
        { state: "done", result: "found" },
      ],
    });
    expect(log).toEqual(["prepare", "send", "outcome_pending", "readBack", "outcome_undecided", "readBack", "result found"]);
    expect(run?.endedAtMs).toBe(atMs);
  });

  it("asks the state after a refusal: our own earlier request counts as done", async () => {
    const { log } = await play({ send: [{ state: "refused", error: refusal }], readBack: [{ state: "done", result: "mine" }] });
    expect(log).toEqual(["prepare", "send", "readBack", "result mine"]);
  });

  it.each([{ state: "absent" }, { state: "unknown", reason: "?" }, { state: "undecided", retryAtMs: 0, reason: "?" }] as const)(
    "records a refusal when the state is $state, and replays an equal error",
    async (resolution) => {
      const { world, log, step } = await play(
        { send: [{ state: "refused", error: refusal }], readBack: [resolution] },
        {},
        "again",
      );
      expect(step).toMatchObject({ status: "refused", value: { code: "already_reviewed", details: { order: "o" } } });
      expect(log).toEqual(["prepare", "send", "readBack", "already_reviewed", "already_reviewed"]);
      expect(world.engine.get("a")).toMatchObject({ code: "already_reviewed", reason: "Already reviewed" });
    },
  );

  it("sends without reading back when the last attempt failed before anything was sent", async () => {
    const { log } = await play({ send: [lost, { state: "done", result: "ok" }] });
    expect(log).toEqual(["prepare", "send", "no_answer", "send", "result ok"]);
  });

  it("reads back again when a second request could not be sent, since the first may have arrived", async () => {
    const down = new UpclawsError("unreachable", "Nobody listens", { retryable: true });
    const { log } = await play({
      send: [{ state: "unknown", error: lost }, down, { state: "done", result: "ok" }],
      readBack: [{ state: "absent" }, { state: "absent" }],
    });
    const first = ["prepare", "send", "outcome_pending"];
    expect(log).toEqual([...first, "readBack", "send", "unreachable", "readBack", "send", "result ok"]);
  });

  it("treats an accident inside send as an unknown outcome", async () => {
    const { log } = await play({ send: [new TypeError("bug")], readBack: [{ state: "done", result: "it went out" }] });
    expect(log).toEqual(["prepare", "send", "outcome_pending", "readBack", "result it went out"]);
  });

  it("begins no other action and does not end the run while an intent is open, even when the handler swallows the error", async () => {
    const world = EngineWorld.open();
    const log: string[] = [];
    let answered = false;
    const action = (name: string): ActionSpec<string> => ({
      name,
      subject: "order 1",
      params: null,
      prepare: async () => null,
      send: async () => {
        log.push(`send ${name}`);
        return name === "deliver" ? { state: "unknown", error: lost } : { state: "done", result: name };
      },
      readBack: async () => {
        answered = true;
        return { state: "done", result: "found" };
      },
    });
    world.start(async (_run, journal) => {
      await journal.action(action("deliver")).catch(() => {});
      await journal.action(action("decline")).catch((error: unknown) => log.push((error as UpclawsError).code));
      return { kind: "done" };
    });
    await world.engine.submit([newRun("a")]);
    await world.finish();
    expect(answered).toBe(true);
    expect(log).toEqual(["send deliver", "outcome_pending", "send decline"]);
    expect(world.engine.get("a")).toMatchObject({ status: "done", attempts: 2 });
  });

  it("closes an intent that was never sent when the handler goes on without it, and releases its cost", async () => {
    const world = EngineWorld.open();
    world.start(async (_run, journal) => {
      const spec: ActionSpec<string> = {
        name: "placeOrder",
        subject: "gig 1",
        params: null,
        cost: { unit: "ocmc", amount: 30, limits: [] },
        prepare: async () => null,
        send: async () => {
          throw lost;
        },
        readBack: async () => ({ state: "absent" }),
      };
      await journal.action(spec).catch(() => {});
      return { kind: "done" };
    });
    await world.engine.submit([newRun("a")]);
    await world.finish();
    expect(world.engine.get("a")?.status).toBe("done");
    expect(world.engine.steps("a")).toMatchObject([{ status: "refused", value: { code: "action_not_sent" }, cost: 0 }]);
  });

  it("does not let a run be superseded over an open intent that it did not ask for again", async () => {
    const world = EngineWorld.open();
    world.start(async (run, journal) => {
      if (run.attempts > 1) return { kind: "superseded", reason: "the order is delivered already" };
      const send = async (): Promise<SendOutcome<string>> => ({ state: "unknown", error: lost });
      const readBack = async (): Promise<Resolution<string>> => ({ state: "absent" });
      try {
        await journal.action({ name: "deliver", subject: "o", params: null, prepare: async () => null, send, readBack });
      } catch (error) {
        return retryOutcome(run, error, { policy, random: seededRandom(1), clock: world.clock });
      }
      return { kind: "done" };
    });
    await world.engine.submit([newRun("a")]);
    await world.finish();
    expect(world.engine.get("a")).toMatchObject({ status: "dead", code: "replay_diverged" });
    expect(world.engine.get("a")?.reason).toContain("action deliver#0");
  });
});
