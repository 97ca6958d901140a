import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseEnv } from "node:util";

/**
 * Takes up the `.env` beside a configuration file, as `node --env-file` would: what the environment has already wins. Changes `env`, so that
 * with `process.env` the agents' own code sees the variables too. No such file is no error; of one that cannot be read `tell` hears, and no more: who
 * starts the process may have read it already, as a user who may.
 */
export function takeUpEnvironmentFile(
  configFile: string,
  env: Record<string, string | undefined>,
  tell: (text: string) => void,
): void {
  const file = join(dirname(configFile), ".env");
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT") tell(`${file} cannot be read (${code}): its variables are not taken up`);
    return;
  }
  // Some editors begin a file with a mark of its encoding, which would become part of the first name.
  for (const [name, value] of Object.entries(parseEnv(text.replace(/^\uFEFF/, "")))) env[name] ??= value;
}
