import { randomBytes, randomFill, randomFillSync, randomInt, randomUUID } from "node:crypto";
import { stat } from "node:fs";
import { readFile } from "node:fs/promises";
import { setTimeout as setNodeTimeout } from "node:timers";
import { scheduler, setTimeout as sleep, setInterval as ticks } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gunzipSync, gzip } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { holdOwnGlobals, inside, outside } from "../../src/base/inside-world.ts";
import { keyedRandom } from "../../src/base/keyed-random.ts";
import { VirtualClock } from "../../src/base/virtual-clock.ts";

const escapes: string[] = [];
const worldOf = (clock = new VirtualClock()) => ({
  clock,
  random: keyedRandom("world"),
  onEscape: (what: string) => escapes.push(what),
  onForgotten: (reason: unknown) => escapes.push(String(reason)),
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
  "node:crypto randomFillSync": () => randomFillSync(Buffer.alloc(8), 2).toString("hex"),
  "node:crypto randomBytes with a callback": async () => (await promisify(randomBytes)(8)).toString("hex"),
  "node:crypto randomFill with a callback": async () => String(await promisify(randomFill)(new Uint8Array(8))),
  "node:crypto randomInt with a callback": () => new Promise((resolve) => randomInt(1_000_000_000, (_, value) => resolve(value))),
};

const present: Readonly<Record<string, () => number>> = {
  "Date.now": () => Date.now(),
  "new Date": () => Date.parse(new Date().toISOString()),
  Date: () => Date.parse(Date()),
  "performance.now": () => performance.timeOrigin + performance.now(),
  "performance.mark": () => performance.mark("here").startTime,
  "performance.measure": () => performance.measure("so far").duration,
  "process.hrtime": () => process.hrtime()[0] * 1_000,
  "process.hrtime since": () => process.hrtime([1, 0])[0] * 1_000 + 1_000,
  "process.hrtime.bigint": () => Number(process.hrtime.bigint() / 1_000_000n),
  "process.uptime": () => process.uptime() * 1_000,
  "Intl.DateTimeFormat": () =>
    Date.parse(`${new Intl.DateTimeFormat("en", { dateStyle: "long", timeZone: "UTC" }).format()} UTC`),
  "Intl.DateTimeFormat in parts": () => {
    const parts = new Intl.DateTimeFormat("en", { dateStyle: "long", timeZone: "UTC" }).formatToParts();
    return Date.parse(`${parts.map(({ value }) => value).join("")} UTC`);
  },
};

const escapees: Readonly<Record<string, () => unknown>> = {
  fetch: () => fetch("http://127.0.0.1:1"),
  WebSocket: () => new WebSocket("ws://127.0.0.1:1"),
  "worker_threads.Worker": async () => new (await import("node:worker_threads")).Worker("0", { eval: true }),
  "child_process.spawn": async () => (await import("node:child_process")).spawn("true"),
  "child_process.execSync": async () => (await import("node:child_process")).execSync("true"),
  "a socket": async () => (await import("node:net")).connect(1),
  "dgram.createSocket": async () => (await import("node:dgram")).createSocket("udp4"),
  "a listening socket": async () => (await import("node:http")).createServer().listen(0),
  "dns.lookup": async () => promisify((await import("node:dns")).lookup)("localhost"),
  "child_process.execFile": async () => promisify((await import("node:child_process")).execFile)("true"),
  "a child process": async () => {
    const { ChildProcess } = await import("node:child_process");
    return Reflect.apply(Reflect.get(ChildProcess.prototype, "spawn") as () => unknown, new ChildProcess(), [{ file: "true" }]);
  },
  "fs.watch": async () => (await import("node:fs")).watch("."),
  "fs.promises.watch": async () => (await import("node:fs/promises")).watch("."),
  "Atomics.wait": () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1),
  "crypto.generateKeyPairSync": async () => (await import("node:crypto")).generateKeyPairSync("ed25519"),
  "crypto.subtle.generateKey": () => crypto.subtle.generateKey({ name: "AES-GCM", length: 128 }, true, ["encrypt"]),
  BroadcastChannel: () => new BroadcastChannel("others"),
  "process.exit": () => process.exit(0),
  "a loop that waits for the time to pass": () => {
    for (const endMs = Date.now() + 1; Date.now() < endMs; );
  },
};

describe("inside a world of its own", () => {
  it.each(Object.entries(draws))("%s follows from the seed", async (_name, draw) => {
    const first = await inside(worldOf(), draw);
    expect(await inside(worldOf(), draw)).toEqual(first);
    expect(await draw()).not.toEqual(first);
    expect(await inside(worldOf(), () => outside(draw))).not.toEqual(first);
  });

  it.each(Object.entries(present))("%s tells the clock's time", (_name, look) => {
    const nowMs = worldOf().clock.now();
    expect(inside(worldOf(), look)).toBe(nowMs);
    expect(Math.abs(look() - nowMs)).toBeGreaterThan(1_000);
  });

  it("dates stay dates", () => {
    expect(inside(worldOf(), () => new Date()) instanceof Date).toBe(true);
    expect(inside(worldOf(), () => new Date(5).getTime())).toBe(5);
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

  /** How long `task` takes in a world, in virtual milliseconds. */
  async function lapse(task: () => Promise<unknown>): Promise<number> {
    const clock = new VirtualClock({ stuckAfterMs: 500, promisesOnly: true });
    const beganMs = clock.now();
    let endedMs = beganMs;
    const work = clock.work("agent", async () => {
      await inside(worldOf(clock), task);
      endedMs = clock.now();
    });
    await clock.advanceBy(1_000_000);
    await work;
    return endedMs - beganMs;
  }

  it.each<[string, number, () => Promise<unknown>]>([
    ["a promisified setTimeout", 70_000, () => promisify(setTimeout)(70_000)],
    ["setTimeout of node:timers", 70_000, () => new Promise((resolve) => setNodeTimeout(resolve, 70_000))],
    ["the scheduler", 70_000, () => scheduler.wait(70_000)],
    [
      "AbortSignal.timeout",
      70_000,
      () => new Promise((resolve) => AbortSignal.timeout(70_000).addEventListener("abort", resolve)),
    ],
    [
      "a timeout that is refreshed",
      90_000,
      () =>
        new Promise((resolve) => {
          const timeout = setTimeout(resolve, 50_000);
          setTimeout(() => timeout.refresh(), 40_000);
        }),
    ],
    [
      "a timeout that another one clears by its number",
      60_000,
      () =>
        new Promise((resolve) => {
          const timeout = setTimeout(resolve, 50_000);
          setTimeout(() => clearTimeout(Number(timeout)), 40_000);
          setTimeout(resolve, 60_000);
        }),
    ],
    ["a timeout longer than Node's longest", 1, () => new Promise((resolve) => setTimeout(resolve, 2 ** 31))],
    [
      "the third tick of an interval",
      60_000,
      async () => {
        let count = 0;
        for await (const _ of ticks(20_000)) if (++count === 3) break;
      },
    ],
  ])("%s comes when the clock says so", async (_name, ms, wait) => {
    expect(await lapse(wait)).toBe(ms);
  });

  it("what takes real time takes no virtual one, and comes in the order in which it was asked for", async () => {
    const file = fileURLToPath(import.meta.url);
    const told: string[] = [];
    const tell = (what: string) => () => told.push(what);
    const wait = () =>
      Promise.all([
        promisify(gzip)(Buffer.alloc(1_000_000, "long")).then((packed) => told.push(`packed ${gunzipSync(packed).length}`)),
        readFile(file).then(tell("read")),
        readFile(`${file}.none`).catch((error: NodeJS.ErrnoException) => told.push(String(error.code))),
        promisify(stat)(file).then(({ size }) => told.push(size > 0 ? "looked" : "empty")),
        crypto.subtle.digest("SHA-256", Buffer.from("short")).then(tell("digested")),
        sleep(1).then(tell("slept")),
      ]);
    expect(await lapse(wait)).toBe(1);
    expect(told).toEqual(["packed 1000000", "read", "ENOENT", "looked", "digested", "slept"]);
  });

  it.each(Object.entries(escapees))("%s is refused by its name", async (name, flee) => {
    await expect(inside(worldOf(), async () => await flee())).rejects.toMatchObject({
      code: "not_simulable",
      details: { what: name },
    });
    expect(escapes).toEqual([name]);
  });
});

it("tells the world of a rejected promise that nobody awaited, and throws one that is nobody's", () => {
  const others = process.listeners("unhandledRejection").filter(({ name }) => name !== "onForgotten");
  for (const other of others) process.off("unhandledRejection", other);
  onTestFinished(() => {
    for (const other of others) process.on("unhandledRejection", other);
  });
  const reject = () => process.emit("unhandledRejection", new Error("unheard"), Promise.resolve());
  inside(worldOf(), reject);
  expect(escapes).toEqual(["Error: unheard"]);
  expect(reject).toThrow("unheard");
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
