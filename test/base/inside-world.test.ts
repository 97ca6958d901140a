import { randomBytes, randomInt, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { holdOwnGlobals, inside, outside } from "../../src/base/inside-world.ts";
import { keyedRandom } from "../../src/base/keyed-random.ts";
import { VirtualClock } from "../../src/base/virtual-clock.ts";

const escapes: string[] = [];
const worldOf = (clock = new VirtualClock()) => ({
  clock,
  random: keyedRandom("world"),
  onEscape: (what: string) => escapes.push(what),
});
let letGo: () => void;
beforeEach(() => {
  escapes.length = 0;
  letGo = holdOwnGlobals();
});
afterEach(() => letGo());

const draws: Readonly<Record<string, () => unknown>> = {
  "Math.random": () => Math.random(),
  "crypto.randomUUID": () => crypto.randomUUID(),
  "crypto.getRandomValues": () => String(crypto.getRandomValues(new Uint8Array(8))),
  "node:crypto randomUUID": () => randomUUID(),
  "node:crypto randomBytes": () => randomBytes(8).toString("hex"),
  "node:crypto randomInt": () => randomInt(1_000_000_000),
};

const escapees: Readonly<Record<string, () => unknown>> = {
  fetch: () => fetch("http://127.0.0.1:1"),
  WebSocket: () => new WebSocket("ws://127.0.0.1:1"),
  "worker_threads.Worker": async () => new (await import("node:worker_threads")).Worker("0", { eval: true }),
  "child_process.spawn": async () => (await import("node:child_process")).spawn("true"),
  "child_process.execSync": async () => (await import("node:child_process")).execSync("true"),
  "a socket": async () => (await import("node:net")).connect(1),
  "dgram.createSocket": async () => (await import("node:dgram")).createSocket("udp4"),
};

describe("inside a world of its own", () => {
  it.each(Object.entries(draws))("%s follows from the seed", (_name, draw) => {
    const first = inside(worldOf(), draw);
    expect(inside(worldOf(), draw)).toEqual(first);
    expect(draw()).not.toEqual(first);
    expect(inside(worldOf(), () => outside(draw))).not.toEqual(first);
  });

  it("the present is the clock's, and dates stay dates", () => {
    const nowMs = worldOf().clock.now();
    const seen = inside(worldOf(), () => [Date.now(), new Date(), Date.parse(Date()), performance.now()].map(Number));
    expect(seen).toEqual([nowMs, nowMs, nowMs, nowMs]);
    expect(inside(worldOf(), () => new Date()) instanceof Date).toBe(true);
    expect(inside(worldOf(), () => new Date(5).getTime())).toBe(5);
    expect(Math.abs(Date.now() - nowMs)).toBeGreaterThan(1_000);
  });

  it("timers are the clock's, and whoever waits for one waits for time", async () => {
    const clock = new VirtualClock({ stuckAfterMs: 50 });
    const told: string[] = [];
    const work = clock.work("agent", () =>
      inside(worldOf(clock), async () => {
        const interval = setInterval(() => told.push("tick"), 20_000);
        clearTimeout(setTimeout(() => told.push("never"), 5_000));
        await new Promise((resolve) => setTimeout(resolve, 50_000));
        clearInterval(interval);
        await sleep(10_000);
        await new Promise((resolve) => setImmediate(resolve));
        told.push(String(Date.now() - startMs), String(AbortSignal.timeout(1).aborted));
      }),
    );
    const startMs = clock.now();
    await clock.advanceBy(100_000);
    await work;
    expect(told).toEqual(["tick", "tick", "60000", "false"]);
  });

  it.each(Object.entries(escapees))("%s is refused by its name", async (name, flee) => {
    await expect(inside(worldOf(), async () => await flee())).rejects.toMatchObject({
      code: "not_simulable",
      details: { what: name },
    });
    expect(escapes).toEqual([name]);
  });
});

it("puts everything back when the last one lets go", () => {
  const own = globalThis.Date;
  const second = holdOwnGlobals();
  letGo();
  expect(globalThis.Date).toBe(own);
  second();
  expect(globalThis.Date).not.toBe(own);
  expect(inside(worldOf(), () => Math.abs(Date.now() - worldOf().clock.now()) > 1_000)).toBe(true);
});
