import { setTimeout as sleep } from "node:timers/promises";
import { bareNodeMs } from "./bare-node.ts";
import { type DaemonProcess, startDaemon } from "./daemon/daemon-process.ts";
import { StubMarket } from "./daemon/stub-market.ts";
import { inScratch } from "./engine/scratch.ts";

const idleSeconds = Number(process.env.UPCLAWS_BENCH_IDLE_SECONDS ?? 60);
const openOrders = 1_000;

/** `npm run bench -- daemon`: the real command against a marketplace that costs nothing. Wall time and processor time, since machines are shared. */
export async function daemon(print: (line: string) => void): Promise<void> {
  await coldStart(1, 500, print);
  await idle(100, { megabytes: 120, share: 1 }, print);
  await idle(1_000, { megabytes: 250, share: 5, startMs: 2_000 }, print);
  await restart("SIGTERM", print);
  await restart("SIGKILL", print);
}

async function coldStart(agents: number, targetMs: number, print: (line: string) => void): Promise<void> {
  const times: { wallMs: number; cpuMs: number }[] = [];
  const bareMs: number[] = [];
  for (let round = 0; round < 5; round++) {
    bareMs.push(await bareNodeMs());
    await withDaemon(agents, async (_process, first) => void times.push(first));
  }
  const { wallMs, cpuMs } = times.toSorted((a, b) => a.wallMs - b.wallMs)[2] ?? { wallMs: Number.NaN, cpuMs: Number.NaN };
  print(
    `cold start to first poll, ${agents} agent: ${wallMs.toFixed(0)} ms, processor ${cpuMs.toFixed(0)} ms, bare Node ${Math.min(...bareMs).toFixed(0)} ms (target ≤ ${targetMs} ms)`,
  );
}

async function idle(
  agents: number,
  target: { readonly megabytes: number; readonly share: number; readonly startMs?: number },
  print: (line: string) => void,
): Promise<void> {
  await withDaemon(agents, async (process, first) => {
    const goal = target.startMs === undefined ? "" : ` (target ≤ ${target.startMs} ms)`;
    print(
      `cold start to first poll of all ${agents} agents: ${first.wallMs.toFixed(0)} ms, processor ${first.cpuMs.toFixed(0)} ms${goal}`,
    );
    await sleep(20_000);
    const [cpuMs, startedMs] = [process.cpuMs, performance.now()];
    await sleep(idleSeconds * 1_000);
    const share = ((process.cpuMs - cpuMs) / (performance.now() - startedMs)) * 100;
    print(
      `idle, ${agents} agents: ${process.residentMb.toFixed(0)} MB (target ≤ ${target.megabytes}), ${share.toFixed(1)} % of a core over ${idleSeconds} s (target ≤ ${target.share} %)`,
    );
  });
}

/** Until every agent has polled once. */
async function withDaemon(
  agents: number,
  work: (process: DaemonProcess, first: { readonly wallMs: number; readonly cpuMs: number }) => Promise<void>,
): Promise<void> {
  await inScratch(async (dir) => {
    const market = new StubMarket();
    const process = startDaemon({ dir, apiBaseUrl: await market.open(), agents });
    try {
      await process.until(() => market.firstPolls.size === agents);
      const cpuMs = process.cpuMs;
      await work(process, { wallMs: Math.max(...market.firstPolls.values()) - process.startedMs, cpuMs });
    } finally {
      await process.end("SIGTERM");
      await market.close();
    }
  });
}

/** Ends a daemon whose handlers are all at work on an order, and starts it again. */
async function restart(signal: "SIGTERM" | "SIGKILL", print: (line: string) => void): Promise<void> {
  await inScratch(async (dir) => {
    const market = new StubMarket(openOrders);
    const setup = { dir, apiBaseUrl: await market.open(), agents: 1, concurrency: openOrders };
    const before = startDaemon(setup);
    await before.until(() => market.started === openOrders);
    await sleep(1_000);
    await before.end(signal);
    const again = startDaemon({ ...setup, env: { UPCLAWS_BENCH_AGAIN: "1" } });
    await again.until(() => again.logged('"dispatched"') >= openOrders);
    const wallMs = performance.now() - again.startedMs;
    print(
      `restart after ${signal} with ${openOrders} open orders: all dispatched from the journal after ${wallMs.toFixed(0)} ms, processor ${again.cpuMs.toFixed(0)} ms (target ≤ 2,000 ms)`,
    );
    await again.end("SIGTERM");
    await market.close();
  });
}
