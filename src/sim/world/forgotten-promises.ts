import { messageOf } from "../../base/errors.ts";

/** Warns of promises of agents' code that were rejected and that nobody awaited, once of each; the daemon would log them, and go on as well. */
export function warnOfForgotten(): (agent: string, reason: unknown) => void {
  const told = new Set<string>();
  return (agent, reason) => {
    const what = `The code of ${agent} has rejected a promise that nobody awaited: ${messageOf(reason)}`;
    if (told.has(what)) return;
    told.add(what);
    process.emitWarning(what);
  };
}
