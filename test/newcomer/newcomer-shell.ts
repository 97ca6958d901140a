import { execFile } from "node:child_process";
import { delimiter, dirname } from "node:path";
import { promisify } from "node:util";
import { Child } from "../support/process-child.ts";
import { projectRoot } from "../support/process-cli.ts";

/** What a shell has that did not come from npm run or vitest: their variables would send a nested npm back into this repository. */
export function newcomerEnv(): Record<string, string> {
  const foreign =
    /^(npm_(package|lifecycle)_|npm_config_((local|global)_)?prefix$|NODE_(ENV|OPTIONS|TEST_CONTEXT)$|VITEST|INIT_CWD$)/i;
  const own = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  const path = [dirname(process.execPath), `${projectRoot}node_modules/.bin`, process.env.PATH].join(delimiter);
  return { ...(Object.fromEntries(own) as Record<string, string>), PATH: path, NO_COLOR: "1" };
}

export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line to its end. */
export async function shell(cwd: string, line: string, env: Readonly<Record<string, string>> = newcomerEnv()): Promise<Said> {
  const command = promisify(execFile)("bash", ["-c", line], { cwd, env, maxBuffer: 2 ** 26 });
  try {
    return { code: 0, ...(await command) };
  } catch (error) {
    const { code, stdout, stderr } = error as Said;
    return { code, stdout, stderr };
  }
}

/** The same, where it must succeed. */
export async function well(cwd: string, line: string): Promise<string> {
  const { code, stdout, stderr } = await shell(cwd, line);
  if (code !== 0) throw new Error(`${line}: exit ${code}\n${stdout.slice(-2_000)}\n${stderr.slice(-2_000)}`);
  return stdout;
}

/** npm install, tried twice: the registry is another machine, and the only thing here that may hiccup. */
export async function install(cwd: string, what = ""): Promise<void> {
  const line = `npm install --no-audit --no-fund ${what}`;
  if ((await shell(cwd, line)).code !== 0) await well(cwd, line);
}

/** A command that runs until it is told to stop; in a process group, since npx runs the one in question. */
export function start(cwd: string, line: string): Child {
  return new Child("bash", ["-c", `exec ${line}`], { cwd, env: newcomerEnv(), group: true });
}

/** For machines that others use as well: how many times longer than a person at a laptop everything may take. */
export const patience = Number(process.env.UPCLAWS_PATIENCE ?? 1);

/** A step of the way, which must not take longer than a person would wait. */
export async function step<T>(title: string, limitMs: number, take: () => Promise<T>): Promise<T> {
  const withinMs = limitMs * patience;
  const startedMs = Date.now();
  const result = await take();
  const tookMs = Date.now() - startedMs;
  process.stdout.write(`  ${String(tookMs).padStart(6)} ms  ${title}\n`);
  if (tookMs > withinMs) throw new Error(`${title}: took ${tookMs} ms, and nobody waits longer than ${withinMs}`);
  return result;
}
