import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

export interface CliChild {
  /** Standard output by lines; resolves with the next one not yet asked for, or rejects with standard error when there is none. */
  line(): Promise<string>;
  /** Exit code and everything written, once the process has ended. */
  readonly ended: Promise<{ readonly exitCode: number | null; readonly stdout: string; readonly stderr: string }>;
  kill(signal: "SIGTERM" | "SIGKILL"): void;
}

/** The command in a process of its own, as a shell would run it. */
export function cliChild(args: readonly string[], env: Readonly<Record<string, string>> = {}): CliChild {
  const child = spawn(process.execPath, ["--conditions=@upclaws/source", main, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env, FORCE_COLOR: "0" },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines: string[] = [];
  let stderr = "";
  let wake: () => void = () => {};
  let over = false;
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  createInterface({ input: child.stdout }).on("line", (line) => {
    lines.push(line);
    wake();
  });
  const ended = new Promise<{ exitCode: number | null; stdout: string; stderr: string }>((resolve) => {
    child.on("close", (exitCode) => {
      over = true;
      wake();
      resolve({ exitCode, stdout: lines.join("\n"), stderr });
    });
  });
  let asked = 0;
  return {
    ended,
    kill: (signal) => void child.kill(signal),
    async line() {
      const index = asked++;
      while (lines[index] === undefined) {
        if (over) throw new Error(`No line ${index + 1}: ${stderr}`);
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return lines[index] ?? "";
    },
  };
}
