export interface Rate {
  readonly perSecond: number;
  /** Processor time of this process for one, user and system. */
  readonly cpuMs: number;
}

/** Repeats `once` on so many lanes, each one after the other, for so long. */
export async function rate(lanes: number, seconds: number, once: (lane: number, turn: number) => Promise<void>): Promise<Rate> {
  const cpu = process.cpuUsage();
  const startedMs = performance.now();
  const endMs = startedMs + seconds * 1_000;
  let done = 0;
  await Promise.all(
    Array.from({ length: lanes }, async (_, lane) => {
      for (let turn = 0; performance.now() < endMs; turn++) {
        await once(lane, turn);
        done++;
      }
    }),
  );
  const { user, system } = process.cpuUsage(cpu);
  return { perSecond: (done / (performance.now() - startedMs)) * 1_000, cpuMs: (user + system) / 1_000 / done };
}
