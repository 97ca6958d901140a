import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { VirtualClock } from "../../src/base/virtual-clock.ts";
import { openHouse } from "./platform/in-process.ts";
import { livesPerSecond } from "./platform/order-life.ts";
import type { MarketRun } from "./sim/market-run.ts";

const seconds = Number(process.env.UPCLAWS_BENCH_SECONDS ?? 3);
/** The longest market of the row; its orders take some 10 ms of CPU each. */
const mostOrders = Number(process.env.UPCLAWS_SIM_ORDERS ?? 10_000);
const ordersADay = 345;

/** `npm run bench -- sim`: order lives with and without daemons, the month of a thousand agents, and whether an order costs the same in a longer run. */
export async function sim(print: (line: string) => void): Promise<void> {
  const bareUs = await platformOnly(print);
  const month = await play(30);
  print(
    `busy-month: 1,000 agents, ${count(month.orders)} orders, 30 days  ${(month.cpuMs / 1_000).toFixed(1)} s CPU, ` +
      `${(month.wallMs / 1_000).toFixed(1)} s (target ≤ 30), ${megabytes(month)} (target ≤ 600), ${month.violations} violations`,
  );
  print(`  ${perOrder(month)} an order: ${((month.cpuMs * 1_000) / month.orders / bareUs).toFixed(0)} × one without daemons`);

  print("an order's CPU as the market goes on, 100 agents (target: within 1.3 × of the first)");
  let first: MarketRun | undefined;
  for (const orders of [1_000, 10_000, 30_000, 100_000].filter((wanted) => wanted <= mostOrders)) {
    const run = await play(orders / ordersADay, "few");
    first ??= run;
    const ratio = run.cpuMs / run.orders / (first.cpuMs / first.orders);
    print(`  ${count(run.orders).padStart(7)} orders  ${perOrder(run)}, ${ratio.toFixed(2)} ×, ${megabytes(run)}`);
  }
}

/** Scripted clients on the simulator's clock and marketplace, and nothing between them. Answers µs of CPU a life. */
async function platformOnly(print: (line: string) => void): Promise<number> {
  const house = await openHouse(":memory:", new VirtualClock({ promisesOnly: true }));
  let before = process.cpuUsage();
  const onWarm = () => {
    before = process.cpuUsage();
  };
  const rate = await livesPerSecond(() => house.call, { lanes: 8, seconds, onWarm });
  const { user, system } = process.cpuUsage(before);
  await house.platform.close();
  const us = (user + system) / (rate * seconds);
  print(`order lives, no daemon      ${count(rate)}/s, ${us.toFixed(0)} µs CPU each (target ≥ 4,000/s)`);
  return us;
}

/** In a process of its own: its memory is nobody else's. */
async function play(...args: readonly (string | number)[]): Promise<MarketRun> {
  const program = fileURLToPath(new URL("sim/market-run.ts", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [...process.execArgv, program, ...args.map(String)]);
  return JSON.parse(stdout) as MarketRun;
}

const perOrder = ({ cpuMs, orders }: MarketRun) => `${(cpuMs / orders).toFixed(2)} ms`;
const megabytes = ({ peakRssBytes }: MarketRun) => `${Math.round(peakRssBytes / 2 ** 20)} MB`;
const count = (value: number) => Math.round(value).toLocaleString("en");
