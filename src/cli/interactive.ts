import type { Terminal } from "./terminal.ts";

/** A person sits at both ends: questions can be asked. */
export function isInteractive(terminal: Terminal): boolean {
  return terminal.isTty && process.stdin.isTTY === true;
}
