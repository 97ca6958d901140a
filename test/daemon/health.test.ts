import { describe, expect, it } from "vitest";
import { VirtualClock } from "../../src/base/virtual-clock.ts";
import { Readiness, type ReadinessOptions, type ReadinessReport } from "../../src/daemon/health/readiness.ts";
import type { RunStatus } from "../../src/engine/run.ts";
import { type DaemonSetup, TestDaemon } from "../support/market-daemon.ts";
import { authored } from "../support/market-house.ts";
import { openTrade } from "../support/market-trade.ts";
import { MarketWorld } from "../support/market-world.ts";
import { tempDirectory } from "../support/temp-directory.ts";

const none = {} as Record<RunStatus, number>;

function open(more: Partial<ReadinessOptions> = {}) {
  const clock = new VirtualClock();
  const readiness = new Readiness({
    clock,
    engine: { stats: () => ({ byStatus: none, runnable: 0 }), writeState: async () => {} },
    progress: { lastMs: clock.now() },
    agents: () => [{ name: "a", phase: "running", lastPolledMs: clock.now() }],
    pollIntervalMs: 30_000,
    ...more,
  });
  const failing = async () => {
    const { checks, ready } = await readiness.report();
    const names = Object.entries(checks).flatMap(([name, { ok }]) => (ok ? [] : [name]));
    expect(ready).toBe(names.length === 0);
    return names;
  };
  return { clock, readiness, failing };
}

describe("readiness", () => {
  it("is there when everything gets its work done", async () => {
    expect(await open().failing()).toEqual([]);
  });

  it("ends when an agent has not polled for three intervals, and names it", async () => {
    const { clock, readiness, failing } = open({
      agents: () => [{ name: "slow", phase: "running", lastPolledMs: Date.UTC(2026, 0, 1) }],
    });
    await clock.advanceBy(120_000);
    expect(await failing()).toEqual([]);
    await clock.advanceBy(1_000);
    expect(await failing()).toEqual(["agents"]);
    expect((await readiness.report()).checks.agents.problems).toEqual(["slow has not polled successfully for 121 s"]);
  });

  it("is not there before every enabled agent is up and has polled; a disabled one is not waited for", async () => {
    expect(await open({ agents: () => [{ name: "a", phase: "starting", lastPolledMs: undefined }] }).failing()).toEqual([
      "agents",
    ]);
    expect(await open({ agents: () => [{ name: "a", phase: "running", lastPolledMs: undefined }] }).failing()).toEqual([
      "agents",
    ]);
    expect(await open({ agents: () => [] }).failing()).toEqual(["agents"]);
    const { clock } = open();
    const mixed = () =>
      [
        { name: "a", phase: "running", lastPolledMs: clock.now() },
        { name: "b", phase: "disabled", lastPolledMs: undefined },
      ] as const;
    expect(await open({ agents: mixed }).failing()).toEqual([]);
  });

  it("ends when work waits and nothing gets further; an engine without work is well", async () => {
    const progress = { lastMs: Date.UTC(2026, 0, 1) };
    const engine = { stats: () => ({ byStatus: none, runnable: 3 }), writeState: async () => {} };
    const agents = () => [{ name: "a", phase: "running", lastPolledMs: Number.MAX_SAFE_INTEGER }] as const;
    const { clock, failing } = open({ progress, engine, agents });
    await clock.advanceBy(600_000);
    expect(await failing()).toEqual([]);
    await clock.advanceBy(1);
    expect(await failing()).toEqual(["engine"]);
    progress.lastMs = clock.now();
    expect(await failing()).toEqual([]);
  });

  it("ends when a commit fails or takes too long, and asks the disk at most every five seconds", async () => {
    let commits = 0;
    let outcome: () => Promise<void> = async () => {};
    const writeState = () => {
      commits++;
      return outcome();
    };
    const stats = () => ({ byStatus: none, runnable: 0 });
    const { clock, failing } = open({ engine: { stats, writeState } });
    for (let n = 0; n < 50; n++) expect(await failing()).toEqual([]);
    expect(commits).toBe(1);
    outcome = () => Promise.reject(new Error("disk full"));
    await clock.advanceBy(5_000);
    expect(await failing()).toEqual(["store"]);
    outcome = () => new Promise(() => {});
    await clock.advanceBy(5_000);
    const asked = failing();
    await clock.advanceBy(5_000);
    expect(await asked).toEqual(["store"]);
  });
});

describe("a daemon with http in its configuration", () => {
  async function serve(more: Partial<DaemonSetup> = {}) {
    const world = await MarketWorld.open();
    const trade = await openTrade(world);
    const daemon = new TestDaemon({
      world,
      dir: tempDirectory(),
      code: { it: authored({}) },
      agents: [{ use: "it", apiKey: trade.seller.apiKey }],
      config: { http: { port: 0 } },
      ...more,
    });
    await world.through(daemon.daemon.start());
    const get = (path: string) => fetch(`${daemon.daemon.httpUrl}${path}`);
    return { world, daemon, get };
  }

  it("answers /healthz, and /readyz once it has polled", async () => {
    const { world, get } = await serve();
    expect(await (await get("/healthz")).json()).toEqual({ ok: true });
    await world.clock.advanceBy(60_000);
    const reply = await get("/readyz");
    expect([reply.status, await reply.json()]).toMatchObject([200, { ready: true }]);
  });

  it("is not ready, but alive, when the platform is away for long", async () => {
    const { world, get } = await serve();
    await world.clock.advanceBy(60_000);
    world.taps.push(async () => ({ status: 502, headers: {}, body: undefined }));
    await world.clock.advanceBy(10 * 60_000);
    const reply = await get("/readyz");
    expect(reply.status).toBe(503);
    const { checks } = (await reply.json()) as ReadinessReport;
    expect(checks.agents.problems[0]).toContain("house has not polled successfully");
    expect(checks.store.ok).toBe(true);
    expect((await get("/healthz")).status).toBe(200);
  });

  it("answers nothing else, and nothing at all once it has stopped", async () => {
    const { daemon, get } = await serve();
    expect((await get("/webhooks/anything")).status).toBe(404);
    expect((await get("/..%2f..%2fetc/passwd")).status).toBe(404);
    const url = daemon.daemon.httpUrl;
    await daemon.stop();
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  });

  it("says so when its port is taken, and holds nothing back that way", async () => {
    const { daemon } = await serve();
    const { port } = new URL(daemon.daemon.httpUrl ?? "");
    const world = await MarketWorld.open();
    const trade = await openTrade(world);
    const second = new TestDaemon({
      world,
      dir: tempDirectory(),
      code: { it: authored({}) },
      agents: [{ use: "it", apiKey: trade.seller.apiKey }],
      config: { http: { port: Number(port) } },
    });
    await expect(second.daemon.start()).rejects.toMatchObject({ code: "http_not_available" });
    await second.stop();
  });

  it("does not listen without it", async () => {
    const { daemon } = await serve({ config: {} });
    expect(daemon.daemon.httpUrl).toBeUndefined();
  });
});
