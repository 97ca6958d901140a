import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { findBreaches } from "./time-rule.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

describe("the time rule", () => {
  it.each([
    ["Date.now()", "export const at = Date.now();"],
    ["Date.now handed on", "export const clock = { now: Date.now };"],
    ["new Date() without an argument", "export const at = new Date();"],
    ["new Date without parentheses", "export const at = new Date;"],
    ["setTimeout", "setTimeout(() => {}, 5);"],
    ["setTimeout handed on", "export const later = setTimeout;"],
    ["setTimeout of globalThis", "globalThis.setTimeout(() => {}, 5);"],
    ["setInterval", "setInterval(() => {}, 5);"],
    ["setImmediate", "setImmediate(() => {});"],
    ["AbortSignal.timeout", "export const signal = AbortSignal.timeout(5);"],
    ["performance.now", "export const at = performance.now();"],
    ["process.hrtime", "export const at = process.hrtime.bigint();"],
    ["Math.random", "export const dice = Math.random();"],
    ["randomUUID", 'import { randomUUID } from "node:crypto"; export const id = randomUUID();'],
    ["crypto.randomUUID", "export const id = crypto.randomUUID();"],
    ["randomBytes", 'import { randomBytes } from "node:crypto"; export const key = randomBytes(16);'],
    ["timers/promises", 'import { setTimeout as sleep } from "node:timers/promises"; await sleep(5);'],
    ["timers without the prefix", 'import * as timers from "timers"; timers.clearTimeout(1);'],
    ["global fetch", 'export const page = await fetch("http://127.0.0.1");'],
    ["fetch of globalThis", 'export const page = await globalThis.fetch("http://127.0.0.1");'],
    ["SQL that reads the time", "export const sql = `INSERT INTO t VALUES (datetime('now'))`;"],
    ["SQL that reads the time with a modifier", "export const sql = \"SELECT strftime('%s', 'now')\";"],
    ["CURRENT_TIMESTAMP", 'export const sql = "at TEXT DEFAULT CURRENT_TIMESTAMP";'],
    ["SQL that draws a random number", 'export const sql = "SELECT id FROM t ORDER BY random()";'],
    ["a breach inside a template's expression", "export const text = (`at ${Date.now()}`);"],
  ])("catches %s", (_what, source) => {
    expect(findBreaches(source)).not.toEqual([]);
  });

  it.each([
    ["comments", "// setTimeout(() => {}, 5)\n/** Date.now() and fetch() */\nexport const a = 1;"],
    ["sentences in texts", 'export const text = "Date.now() and setTimeout( are for base; the time is now, at random";'],
    ["Date with an argument", "export const date = (ms: number) => new Date(ms).toISOString();"],
    ["a property called fetch", "export const options = (injected: unknown) => ({ fetch: injected });"],
    ["the type of a global", "export type Fetch = typeof globalThis.fetch | typeof fetch;"],
    ["a method of the clock", "export const wait = (clock: { setTimeout(ms: number): void }) => clock.setTimeout(5);"],
    ["SQL that is handed the time", 'export const sql = "UPDATE t SET at = ? WHERE datetime(at) < datetime(?)";'],
  ])("leaves alone %s", (_what, source) => {
    expect(findBreaches(source)).toEqual([]);
  });

  it("holds in everything outside src/base", () => {
    const files = globSync("{src,agents,templates}/**/*.ts", { cwd: root }).filter((file) => !file.startsWith("src/base/"));
    expect(files.length).toBeGreaterThan(100);
    const breaches = files.flatMap((file) =>
      findBreaches(readFileSync(`${root}${file}`, "utf8")).map((what) => `${file}: ${what}`),
    );
    expect(breaches).toEqual([]);
  });
});
