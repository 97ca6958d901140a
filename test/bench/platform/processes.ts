import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { builtCommand } from "../built-command.ts";

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** Kept alive, by one client each (issue 3, "Speed"). */
export const connections = 8;

export interface Server {
  /** Its first line on stdout. */
  readonly firstLine: string;
  readonly startMs: number;
  residentBytes(): number;
  /** Spent so far, in user and system mode; of it a busy neighbour takes less than of the clock. */
  cpuMs(): number;
  stop(): Promise<void>;
}

/** Spawns a server and waits for its first line. */
async function startServer(args: readonly string[]): Promise<Server> {
  const startedAt = performance.now();
  const child: ChildProcess = spawn(process.execPath, [...args], { stdio: ["ignore", "pipe", "inherit"] });
  if (!child.stdout) throw new Error("no stdout");
  const [firstLine] = (await once(createInterface(child.stdout), "line")) as [string];
  return {
    firstLine,
    startMs: performance.now() - startedAt,
    residentBytes: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1]) * 1_024,
    // Fields 14 and 15 of proc(5), in hundredths of a second; the name before them is ours, without blanks.
    cpuMs: () => {
      const fields = readFileSync(`/proc/${child.pid}/stat`, "utf8").split(" ");
      return (Number(fields[13]) + Number(fields[14])) * 10;
    },
    stop: async () => {
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}

export function startPlatform(data: string): Promise<Server> {
  return startServer([builtCommand(), "platform", "--port", "0", "--json", "--data", data, "--rate-limit", "off"]);
}

export function startBareFastify(bytes: string): Promise<Server> {
  return startServer([here("./bare-fastify.ts"), bytes]);
}

export interface Load {
  readonly perSecond: number;
  /** Milliseconds of CPU that the load took, and the server meanwhile. */
  readonly clientCpuMs: number;
  readonly serverCpuMs: number;
}

/** Drives a server from another process, for `seconds` unmeasured, while both warm up, and for as long measured. */
export async function load(what: "lives" | "get", server: Server, url: string, seconds: number): Promise<Load> {
  const args = [here("./http-load.ts"), what, url, String(connections), String(seconds)];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const nextLine = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error("The load ended too soon");
    return value;
  };
  await nextLine();
  const before = server.cpuMs();
  const { perSecond, cpuMs } = JSON.parse(await nextLine()) as { perSecond: number; cpuMs: number };
  return { perSecond, clientCpuMs: cpuMs, serverCpuMs: server.cpuMs() - before };
}
