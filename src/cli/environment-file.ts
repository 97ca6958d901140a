import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseEnv } from "node:util";

/**
 * Takes up the `.env` beside a configuration file, as `node --env-file` would: what the environment has already wins. Changes `env`, so that
 * with `process.env` the agents' own code sees the variables too. No such file is no error.
 */
export function takeUpEnvironmentFile(configFile: string, env: Record<string, string | undefined>): void {
  let text: string;
  try {
    text = readFileSync(join(dirname(configFile), ".env"), "utf8");
  } catch {
    return;
  }
  for (const [name, value] of Object.entries(parseEnv(text))) env[name] ??= value;
}
