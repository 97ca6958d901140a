import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { stringify } from "yaml";
import { builtCommand } from "../built-command.ts";

const agent = fileURLToPath(new URL("./agent", import.meta.url));
const ticksPerSecond = 100;

export interface DaemonSetup {
  readonly dir: string;
  readonly apiBaseUrl: string;
  readonly agents: number;
  readonly concurrency?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** `upclaws run` as a supervisor starts it, with limits off and everything else as it is by default. */
export function startDaemon({ dir, apiBaseUrl, agents, concurrency = 16, env = {} }: DaemonSetup): DaemonProcess {
  const config = join(dir, "upclaws.config.yaml");
  const names = Array.from({ length: agents }, (_, n) => ({
    use: agent,
    name: `bench-${n}`,
    apiKey: `bench-key-${n}`,
    concurrency,
  }));
  const rateLimit = { readsPerMinute: 1_000_000, writesPerMinute: 1_000_000 };
  const daemon = { concurrency, drainTimeoutMs: 0 };
  writeFileSync(config, stringify({ platform: { baseUrl: apiBaseUrl, rateLimit }, dataDir: "data", daemon, agents: names }));
  const command = builtCommand();
  const startedMs = performance.now();
  const child = spawn(process.execPath, [command, "run", "--config", config], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  return new DaemonProcess(child, startedMs);
}

export class DaemonProcess {
  readonly startedMs: number;
  readonly #child: ChildProcess;
  #log = "";

  constructor(child: ChildProcess, startedMs: number) {
    this.#child = child;
    this.startedMs = startedMs;
    child.stderr?.on("data", (chunk: Buffer) => {
      this.#log += chunk.toString();
    });
  }

  /** How often it has logged that. */
  logged(text: string): number {
    return this.#log.split(text).length - 1;
  }

  /** Resolves when something is so; rejects when the process ends before. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      if (this.#child.exitCode !== null) throw new Error(`the daemon ended: ${this.#log.slice(-2_000)}`);
      await sleep(5);
    }
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    this.#child.kill(signal);
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, "exit");
  }

  /** Processor time it has used, user and system. */
  get cpuMs(): number {
    const fields = this.#proc("stat").split(") ")[1]?.split(" ") ?? [];
    return ((Number(fields[11]) + Number(fields[12])) / ticksPerSecond) * 1_000;
  }

  get residentMb(): number {
    return Number(/VmRSS:\s+(\d+)/.exec(this.#proc("status"))?.[1]) / 1_024;
  }

  #proc(file: string): string {
    return readFileSync(`/proc/${this.#child.pid}/${file}`, "utf8");
  }
}
