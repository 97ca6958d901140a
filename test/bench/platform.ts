import { inScratch } from "./engine/scratch.ts";
import { bareCommitsPerSecond } from "./platform/bare-commits.ts";
import { deadlineMs } from "./platform/deadlines.ts";
import { flatCosts } from "./platform/flat-cost.ts";
import { freshServer } from "./platform/fresh.ts";
import { openHouse } from "./platform/in-process.ts";
import { median } from "./platform/median.ts";
import { livesPerSecond } from "./platform/order-life.ts";
import { connections, load, type Server, startBareFastify, startPlatform } from "./platform/processes.ts";

const seconds = Number(process.env.UPCLAWS_BENCH_SECONDS ?? 3);
const rounds = 3;
const requestsPerLife = 8;

type Print = (line: string) => void;

/** `npm run bench -- platform`: every figure of the platform beside its yardstick, from one run. */
export async function platform(print: Print): Promise<void> {
  await freshServer(print);
  const fresh = await startPlatform(":memory:");

  const { apiBaseUrl } = JSON.parse(fresh.firstLine) as { apiBaseUrl: string };
  const barePerSecond = await categories(fresh, apiBaseUrl, print);
  const inMemory = await livesOver(fresh, apiBaseUrl);
  const ofBare = ((inMemory.perSecond * requestsPerLife) / barePerSecond) * 100;
  print(`order lives, HTTP, memory   ${inMemory.text} (target ≥ 1,500)`);
  print(`  of the requests a bare Fastify answers: ${ofBare.toFixed(0)} % (at 1,500 lives beside the issue's 24,000: 50 %)`);
  await fresh.stop();
  await inScratch((dir) => onDisk(dir, print));

  const house = await openHouse(":memory:");
  let before = process.cpuUsage();
  const onWarm = () => {
    before = process.cpuUsage();
  };
  const inProcess = await livesPerSecond(() => house.call, { lanes: connections, seconds, onWarm });
  const { user, system } = process.cpuUsage(before);
  print(
    `order lives, in process     ${perSecond(inProcess)}, ${cpuEach(inProcess, (user + system) / 1_000)} µs CPU each (target ≥ 4,000)`,
  );
  await house.platform.close();

  print(`72 h, 10,000 deadlines due  ${(await deadlineMs(10_000)).toFixed(0)} ms (target < 1,000)`);

  print("speed with 100,000 orders against 1,000 (target ≥ 80 %):");
  for (const { name, smallUs, largeUs, kept } of await flatCosts(1_000, 100_000))
    print(`  ${name.padEnd(26)}${smallUs.toFixed(0)} µs → ${largeUs.toFixed(0)} µs: ${(kept * 100).toFixed(0)} %`);
}

/** Answers what the bare route reaches: requests per second. */
async function categories(fresh: Server, apiBaseUrl: string, print: Print): Promise<number> {
  const bytes = await (await fetch(`${apiBaseUrl}/categories`)).text();
  const bare = await startBareFastify(bytes);
  const pairs: { ours: number; bare: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    pairs.push({
      ours: (await load("get", fresh, `${apiBaseUrl}/categories`, seconds)).perSecond,
      bare: (await load("get", bare, `${bare.firstLine}/categories`, seconds)).perSecond,
    });
  }
  await bare.stop();
  const ratio = median(pairs.map((pair) => pair.ours / pair.bare));
  const barePerSecond = median(pairs.map((pair) => pair.bare));
  print(
    `GET /api/categories         ${perSecond(median(pairs.map((pair) => pair.ours)))}, bare Fastify ${perSecond(barePerSecond)}: ${(ratio * 100).toFixed(0)} % (target ≥ 70 %)`,
  );
  return barePerSecond;
}

async function onDisk(dir: string, print: Print): Promise<void> {
  const commits = bareCommitsPerSecond(dir, 1);
  const disk = await startPlatform(dir);
  const { apiBaseUrl } = JSON.parse(disk.firstLine) as { apiBaseUrl: string };
  const lives = await livesOver(disk, apiBaseUrl);
  print(`order lives, HTTP, disk     ${lives.text} (target ≥ 600)`);
  print(
    `  a bare commit here: ${(1_000 / commits).toFixed(2)} ms, ${perSecond(commits)}; lives to commits: ${(lives.perSecond / commits).toFixed(2)} (at 600 lives beside the issue's 0.17 ms: 0.10)`,
  );
  await disk.stop();
}

async function livesOver(server: Server, apiBaseUrl: string): Promise<{ perSecond: number; text: string }> {
  const { perSecond: lives, serverCpuMs, clientCpuMs } = await load("lives", server, apiBaseUrl, seconds);
  const [ours, theirs] = [cpuEach(lives, serverCpuMs), cpuEach(lives, clientCpuMs)];
  return { perSecond: lives, text: `${perSecond(lives)}, CPU each ${ours} µs in the server, ${theirs} µs in its clients` };
}

/** Microseconds a life. On a machine with other work they say more than how many lives there were. */
function cpuEach(livesPerSecond: number, cpuMs: number): string {
  return ((cpuMs * 1_000) / (livesPerSecond * seconds)).toFixed(0);
}

function perSecond(value: number): string {
  return `${Math.round(value).toLocaleString("en")}/s`;
}
