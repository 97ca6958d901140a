import { spawn } from "node:child_process";
import { daemonError } from "../errors.ts";
import type { Notifier } from "./notifier.ts";

export interface CommandNotifierOptions {
  /** From the configuration, word for word, for `sh -c`. Nothing else is ever put into it: the notice goes to stdin. */
  readonly command: string;
  /** Where it runs: the configuration's folder. */
  readonly directory: string;
}

const keptOutput = 500;

/** Runs the operator's command once per notice. Exit 0 means told; at an abort the command dies with everything that it started. */
export function commandNotifier({ command, directory }: CommandNotifierOptions): Notifier {
  return {
    notify: ({ kind, body }, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const child = spawn("/bin/sh", ["-c", command], {
          cwd: directory,
          env: { ...process.env, UPCLAWS_ALERT_KIND: kind },
          stdio: ["pipe", "ignore", "pipe"],
          detached: true,
        });
        let said = "";
        const kill = () => killGroup(child.pid);
        signal.addEventListener("abort", kill, { once: true });
        const end = (problem: Error | undefined) => {
          signal.removeEventListener("abort", kill);
          child.stderr.destroy();
          if (problem) reject(problem);
          else resolve();
        };
        child.stderr.setEncoding("utf8").on("data", (text: string) => {
          said = `${said}${text}`.slice(-keptOutput);
        });
        child.once("error", end);
        // Not "close": something that it left in the background may hold its streams for ever.
        child.once("exit", (code, killedBy) => {
          if (code === 0) return end(undefined);
          const why = signal.aborted ? "took too long" : `ended with ${code ?? killedBy}`;
          end(
            daemonError("alert_not_sent", `The alert command ${why}`, { exitCode: code, signal: killedBy, stderr: said.trim() }),
          );
        });
        // It may end without reading.
        child.stdin.on("error", () => {});
        child.stdin.end(`${body}\n`);
      }),
    close: async () => {},
  };
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // Over already.
  }
}
