import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Child, type ChildOptions } from "./process-child.ts";

export const projectRoot = fileURLToPath(new URL("../../", import.meta.url));

/** `upclaws ARGS`, by the plain command line that package.json's script holds, as a supervisor would run it. */
export function upclaws(args: readonly string[], options: ChildOptions = {}): Child {
  const manifest = JSON.parse(readFileSync(`${projectRoot}package.json`, "utf8")) as { scripts: { upclaws: string } };
  const [, ...words] = manifest.scripts.upclaws.split(" ");
  return new Child(process.execPath, [...words, ...args], { cwd: projectRoot, ...options });
}

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs it to its end. */
export async function upclawsToEnd(args: readonly string[], options: ChildOptions = {}): Promise<Finished> {
  const child = upclaws(args, options);
  const code = await child.exitCode();
  return { code, stdout: child.stdout.join("\n"), stderr: child.stderr.join("\n") };
}
