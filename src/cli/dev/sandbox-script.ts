import { existsSync } from "node:fs";
import { join } from "node:path";
import { builtInScript } from "../../llm/scripted/built-in-script.ts";
import type { Script } from "../../llm/scripted/script.ts";
import { readScript } from "../commands/llm.ts";

/** What the scripted model says: the rules in each agent's `model.yaml`, in their order; else values that fit what is asked for. Throws `script_invalid`. */
export function sandboxScript(agentFolders: readonly string[]): Script {
  const scripts = agentFolders.map((folder) => join(folder, "model.yaml")).filter((file) => existsSync(file));
  return { ...builtInScript(), rules: scripts.flatMap((file) => readScript(file).rules) };
}
