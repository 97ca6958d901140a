import { createInterface } from "node:readline";
import type { Terminal } from "../terminal.ts";

/** Where a person, or a program in their place, types commands line by line. */
export interface LineInput {
  /** Tells something, above the line that is being typed. */
  print(text: string): void;
  /** Shows one line there for the time being: the next thing that is told takes its place. Nothing where nobody types. */
  passing(text: string): void;
  close(): void;
}

/**
 * Gives each line to `take`, one after the other. `onEnd` is called when a person ends the input (Ctrl-D); the end of a pipe means only that nobody types.
 */
export function readLines(terminal: Terminal, take: (line: string) => Promise<void>, onEnd: () => void): LineInput {
  const { stdin, stdout } = process;
  const isPerson = stdin.isTTY === true && terminal.isTty;
  const lines = createInterface({ input: stdin, ...(isPerson && { output: stdout, prompt: "> " }), terminal: isPerson });
  let work = Promise.resolve();
  let closing = false;
  let passing = false;
  // The line being typed, and the passing one above it.
  const wipe = () => {
    if (isPerson) stdout.write(passing ? "\r\u001b[K\u001b[1A\u001b[K" : "\r\u001b[K");
    passing = false;
  };
  const prompt = () => {
    if (isPerson && !closing) lines.prompt(true);
  };
  lines.on("line", (line) => {
    passing = false;
    work = work
      .then(() => (line.trim() === "" ? undefined : take(line)))
      .finally(() => void (isPerson && !closing && lines.prompt()));
  });
  lines.on("close", () => {
    if (isPerson && !closing) onEnd();
  });
  // In a terminal the interface takes Ctrl-C for itself.
  lines.on("SIGINT", onEnd);
  if (isPerson) lines.prompt();
  return {
    print: (text) => {
      wipe();
      terminal.print(text);
      prompt();
    },
    passing: (text) => {
      if (!isPerson || closing) return;
      wipe();
      if (text !== "") stdout.write(`${text}\n`);
      passing = text !== "";
      prompt();
    },
    close: () => {
      closing = true;
      lines.close();
      // A pipe that stays open would keep the process.
      stdin.unref?.();
    },
  };
}
