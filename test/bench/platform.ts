import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deadlineMs } from "./platform/deadlines.ts";
import { readCosts } from "./platform/flat-cost.ts";
import { freshServer } from "./platform/fresh.ts";
import { openHouse } from "./platform/in-process.ts";
import { livesPerSecond } from "./platform/order-life.ts";
import { load, type Server, startBareFastify, startPlatform } from "./platform/processes.ts";

const seconds = Number(process.env.UPCLAWS_BENCH_SECONDS ?? 3);
const rounds = 3;

/** `npm run bench -- platform`: every figure of the platform beside its yardstick, from one run. */
export async function platform(print: (line: string) => void): Promise<void> {
  await freshServer(print);
  const fresh = await startPlatform(":memory:");

  const { apiBaseUrl } = JSON.parse(fresh.firstLine) as { apiBaseUrl: string };
  const bytes = await (await fetch(`${apiBaseUrl}/categories`)).text();
  const bare = await startBareFastify(bytes);
  const pairs: { ours: number; bare: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    pairs.push({
      ours: await load("get", `${apiBaseUrl}/categories`, 8, seconds),
      bare: await load("get", `${bare.firstLine}/categories`, 8, seconds),
    });
  }
  const ratio = median(pairs.map((pair) => pair.ours / pair.bare));
  print(
    `GET /api/categories         ${perSecond(median(pairs.map((pair) => pair.ours)))}, bare Fastify ${perSecond(median(pairs.map((pair) => pair.bare)))}: ${(ratio * 100).toFixed(0)} % (target ≥ 70 %)`,
  );
  await bare.stop();

  print(`order lives, HTTP, memory   ${await livesOver(fresh, apiBaseUrl)} (target ≥ 1,500)`);
  await fresh.stop();

  const folder = mkdtempSync(join(tmpdir(), "upclaws-bench-"));
  const disk = await startPlatform(folder);
  const onDisk = JSON.parse(disk.firstLine) as { apiBaseUrl: string };
  print(`order lives, HTTP, disk     ${await livesOver(disk, onDisk.apiBaseUrl)} (target ≥ 600)`);
  await disk.stop();
  rmSync(folder, { recursive: true, force: true });

  const house = await openHouse(":memory:");
  await livesPerSecond(() => house.call, 8, 1);
  const before = process.cpuUsage();
  const inProcess = await livesPerSecond(() => house.call, 8, seconds);
  const { user, system } = process.cpuUsage(before);
  print(`order lives, in process     ${withCpu(inProcess, (user + system) / 1_000)} (target ≥ 4,000)`);
  await house.platform.close();

  print(`72 h, 10,000 deadlines due  ${(await deadlineMs(10_000)).toFixed(0)} ms (target < 1,000)`);

  const small = await readCosts(1_000);
  const large = await readCosts(100_000);
  print("speed with 100,000 orders against 1,000 (target ≥ 80 %):");
  for (const [name, cost] of small) {
    const grown = large.get(name) ?? Number.NaN;
    print(`  ${name.padEnd(26)}${cost.toFixed(0)} µs → ${grown.toFixed(0)} µs: ${((cost / grown) * 100).toFixed(0)} %`);
  }
}

async function livesOver(server: Server, apiBaseUrl: string): Promise<string> {
  await load("lives", apiBaseUrl, 8, 1);
  const before = server.cpuMs();
  const rate = await load("lives", apiBaseUrl, 8, seconds);
  return withCpu(rate, server.cpuMs() - before);
}

/** On a machine with other work the CPU time of a life says more than how many there were. */
function withCpu(livesPerSecond: number, cpuMs: number): string {
  return `${perSecond(livesPerSecond)}, ${((cpuMs * 1_000) / (livesPerSecond * seconds)).toFixed(0)} µs CPU each`;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function perSecond(value: number): string {
  return `${Math.round(value).toLocaleString("en")}/s`;
}
