import { bareNodeMs } from "../bare-node.ts";
import { startPlatform } from "./processes.ts";

const rounds = 5;

/** What a server costs that has served nothing yet; the median of five. The start that fills the compile cache, once after an installation, is not among them. */
export async function freshServer(print: (line: string) => void): Promise<void> {
  await (await startPlatform(":memory:")).stop();
  const starts: { ms: number; bareMs: number; bytes: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    const bareMs = await bareNodeMs();
    const server = await startPlatform(":memory:");
    starts.push({ ms: server.startMs, bareMs, bytes: server.residentBytes() });
    await server.stop();
  }
  const median = (of: (start: (typeof starts)[number]) => number) =>
    starts.map(of).toSorted((a, b) => a - b)[rounds >> 1] ?? Number.NaN;
  print(
    `start to listening          ${median(({ ms }) => ms).toFixed(0)} ms, bare Node ${median(({ bareMs }) => bareMs).toFixed(0)} ms (target < 300)`,
  );
  print(`resident, fresh             ${(median(({ bytes }) => bytes) / 2 ** 20).toFixed(0)} MiB (target < 90)`);
}
