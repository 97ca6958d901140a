import { appendFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { VirtualClock } from "../../src/base/virtual-clock.ts";
import { LogReader } from "../../src/cli/log-lines.ts";
import { cliHere } from "../support/cli-here.ts";
import { tempDirectory } from "../support/temp-directory.ts";

const line = (level: string, msg: string, agent?: string) =>
  `${JSON.stringify({ level, time: "2026-01-01T00:00:00.000Z", ...(agent && { agent }), msg })}\n`;

function house() {
  const dir = tempDirectory();
  const config = join(dir, "upclaws.config.yaml");
  writeFileSync(config, "dataDir: data\nagents: [{ use: ./writer }]\n");
  const folder = join(dir, "data", "logs");
  mkdirSync(folder, { recursive: true });
  const file = (number: number) => join(folder, `upclaws.${number}.log`);
  return { config, data: join(dir, "data"), file };
}

it("logs shows the last lines across files, oldest first, by agent and level", async () => {
  const { config, file } = house();
  // By number, not by name: 10 comes after 9.
  writeFileSync(file(9), line("info", "first", "writer") + line("warn", "second", "shopper"));
  writeFileSync(file(10), `${line("error", "third", "writer")}{"level":"info","msg":"cut by a cra`);
  const told = async (...args: string[]) =>
    (await cliHere(["logs", "--config", config, "--json", ...args])).json.map(({ msg }) => msg);
  expect(await told()).toEqual(["first", "second", "third"]);
  expect(await told("--lines", "2")).toEqual(["second", "third"]);
  expect(await told("--agent", "writer")).toEqual(["first", "third"]);
  expect(await told("--level", "warn")).toEqual(["second", "third"]);
  const { text } = await cliHere(["logs", "--config", config]);
  expect(text).toMatch(/ERROR.*writer third/);
});

it("logs says where there will be some, when nothing was logged yet", async () => {
  const { config, data } = house();
  rmSync(data, { recursive: true });
  expect(await cliHere(["logs", "--config", config])).toMatchObject({ code: 0, told: expect.stringContaining("upclaws run") });
});

it("a reader goes on where it stopped: half lines, new files, removed files", () => {
  const { data, file } = house();
  const reader = new LogReader(data);
  const read = () => [...reader.read()];
  writeFileSync(file(1), "one\ntw");
  expect(read()).toEqual(["one"]);
  expect(read()).toEqual([]);
  appendFileSync(file(1), "o\nthree — ünicode");
  expect(read()).toEqual(["two"]);
  appendFileSync(file(1), "\n");
  writeFileSync(file(2), "four\n");
  expect(read()).toEqual(["three — ünicode", "four"]);
  rmSync(file(1));
  rmSync(file(2));
  writeFileSync(file(3), "five\n");
  expect(read()).toEqual(["five"]);
  writeFileSync(file(4), `${"x".repeat(200_000)}\nsix\n`);
  expect(read().map((text) => text.length)).toEqual([200_000, 3]);
});

it("logs --follow goes on until it is stopped", async () => {
  const { config, file } = house();
  writeFileSync(file(1), line("info", "before"));
  const stop = new AbortController();
  const clock = new VirtualClock();
  const said = clock.work("logs", () =>
    cliHere(["logs", "--config", config, "--follow", "--json"], { stop: stop.signal, clock }),
  );
  await clock.advanceBy(1_000);
  appendFileSync(file(1), line("info", "after"));
  await clock.advanceBy(1_000);
  stop.abort();
  expect((await said).json.map(({ msg }) => msg)).toEqual(["before", "after"]);
});
