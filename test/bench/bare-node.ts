import { spawn } from "node:child_process";
import { once } from "node:events";

/** Node with nothing to run, from its start to its end: what no program on it can be faster than. */
export async function bareNodeMs(): Promise<number> {
  const startedAt = performance.now();
  await once(spawn(process.execPath, ["-e", "0"], { stdio: "ignore" }), "exit");
  return performance.now() - startedAt;
}
