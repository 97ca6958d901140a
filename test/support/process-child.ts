import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { onTestFinished } from "vitest";
import { until } from "./until.ts";

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ChildOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Signals reach its own children too: for a command that runs the process in question. */
  readonly group?: boolean;
}

/** A process of a test. It is killed, if need be, when the test ends. */
export class Child {
  readonly stdout: string[] = [];
  readonly stderr: string[] = [];
  readonly exited: Promise<Exit>;
  readonly #process: ChildProcess;
  readonly #group: boolean;
  #exit: Exit | undefined;

  constructor(command: string, args: readonly string[], { cwd, env, group = false }: ChildOptions = {}) {
    const child = spawn(command, args, {
      stdio: ["pipe", "pipe", "pipe"],
      detached: group,
      ...(cwd !== undefined && { cwd }),
      ...(env && { env: { ...process.env, ...env } }),
    });
    this.#process = child;
    this.#group = group;
    createInterface({ input: child.stdout }).on("line", (line) => this.stdout.push(line));
    createInterface({ input: child.stderr }).on("line", (line) => this.stderr.push(line));
    // "close" comes when both streams have ended too, so nothing of what it wrote is missing.
    this.exited = new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => {
        this.#exit = { code, signal };
        resolve(this.#exit);
      });
    });
    onTestFinished(async () => {
      this.signal("SIGKILL");
      await this.exited;
    });
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  get alive(): boolean {
    return this.#exit === undefined;
  }

  /** Everything it wrote, both streams. */
  get output(): string {
    return [...this.stdout, ...this.stderr].join("\n");
  }

  signal(name: NodeJS.Signals): void {
    if (!this.alive) return;
    if (this.#group) process.kill(-this.pid, name);
    else this.#process.kill(name);
  }

  /** Its last lines, for a failure. */
  get lastWords(): string {
    return [...this.stdout.slice(-5), ...this.stderr.slice(-15)].map((line) => line.slice(0, 500)).join("\n");
  }

  /** The exit code; rejects with what it wrote when it does not end in time. */
  async exitCode(withinMs = 15_000): Promise<number | null> {
    await until(() => !this.alive, { withinMs, what: () => `process ${this.pid} to end; it wrote:\n${this.lastWords}` });
    return (await this.exited).code;
  }

  /** Types a line. */
  write(line: string): void {
    this.#process.stdin?.write(`${line}\n`);
  }

  /** The first line of stdout that is a JSON object with this `event`. */
  event<T extends object>(event: string, withinMs = 30_000): Promise<T> {
    return this.nthEvent<T>(event, 1, () => true, withinMs);
  }

  /** The nth of those that fit, from 1. */
  async nthEvent<T extends object>(
    event: string,
    nth: number,
    fits: (value: Readonly<Record<string, unknown>>) => boolean,
    withinMs = 30_000,
  ): Promise<T> {
    const all = () => this.stdout.map(parsed).filter((value) => value?.event === event && fits(value));
    const find = () => all()[nth - 1] as T | undefined;
    const what = () => `the event ${event} (${nth}); process ${this.pid} wrote:\n${this.lastWords}`;
    return await until(() => find() ?? (this.alive ? undefined : fail(what())), { withinMs, what });
  }

  /** Waits for a line of stderr that contains `text`. */
  async logged(text: string, withinMs = 15_000): Promise<string> {
    const what = () => `"${text}" in the log of process ${this.pid}:\n${this.lastWords}`;
    const find = () => this.stderr.find((line) => line.includes(text));
    return await until(() => find() ?? (this.alive ? undefined : fail(what())), { withinMs, what });
  }
}

function fail(what: string): never {
  throw new Error(`The process ended before ${what}`);
}

function parsed(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(line) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}
