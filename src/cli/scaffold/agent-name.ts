import { cliError } from "../errors.ts";

/** A name that can be a folder's, a package's and an agent's; answers what is wrong with it, or undefined. */
export function nameProblem(name: string): string | undefined {
  if (/^[a-z][a-z0-9-]{0,39}$/.test(name)) return undefined;
  return `expected 1 to 40 of a-z, 0-9 and -, a letter first; received ${JSON.stringify(name)}`;
}

/** Throws `usage`. */
export function checkName(name: string): void {
  const problem = nameProblem(name);
  if (problem !== undefined) throw cliError("usage", `The agent's name: ${problem}`, { name });
}
