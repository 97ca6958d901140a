import { existsSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { messageOf } from "../base/errors.ts";
import { type AgentDefinition, isAgentDefinition } from "../runtime/agent.ts";
import { daemonError } from "./errors.ts";

/** Reads a module by its URL; in place of it, one that reads it anew each time. */
export type ImportModule = (url: string) => Promise<unknown>;

/**
 * The definition that a folder with agent.ts (or .js, .mjs), a file, or a package exports by default. `use` is an absolute path or a package
 * name, resolved from the configuration file's folder.
 */
export async function loadDefinition(
  use: string,
  configFile: string,
  importModule: ImportModule = (url) => import(url),
): Promise<AgentDefinition> {
  const file = findModule(use, configFile);
  const module = await importModule(pathToFileURL(file).href).catch((cause: unknown) => {
    throw daemonError("agent_not_loadable", `${placeOf(cause, file) ?? file}: ${messageOf(cause)}`, { use, file }, cause);
  });
  const exported: unknown = (module as { default?: unknown }).default;
  if (isAgentDefinition(exported)) return exported;
  throw daemonError("agent_not_defined", `${file} has no default export made by defineAgent(…)`, { use, file });
}

function findModule(use: string, configFile: string): string {
  if (use.startsWith("/") || /^[A-Za-z]:[\\/]/.test(use)) {
    const candidates = isFile(use) ? [use] : ["agent.ts", "agent.js", "agent.mjs"].map((name) => join(use, name));
    const found = candidates.find(isFile);
    if (found) return found;
    throw daemonError("agent_not_found", `use: ${use}: there is no ${candidates.join(", no ")}`, { use });
  }
  try {
    return createRequire(configFile).resolve(use);
  } catch (cause) {
    throw daemonError(
      "agent_not_found",
      `use: "${use}" is neither a folder (write ./${use}) nor an installed package`,
      { use },
      cause,
    );
  }
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

/**
 * File and line, as Node tells them: of code that is not code at the head of the stack, whichever module it is in; of code that threw in the first
 * frame within the agent's folder. A query is that of `dev`, which imports anew.
 */
function placeOf(cause: unknown, file: string): string | undefined {
  const stack = (cause instanceof Error && cause.stack) || "";
  const head = /^(?:file:\/\/)?(\/[^\n]*?)(?:\?[^\n:]*)?:(\d+)\n/.exec(stack);
  if (head) return `${stack.startsWith("file:") ? fileURLToPath(`file://${head[1]}`) : head[1]}:${head[2]}`;
  const frames = stack.matchAll(/(file:\/\/[^\s?]*?)(?:\?[^\s:]*)?:(\d+):\d+\)?$/gm);
  const places = [...frames].map(([, url = "", line]) => ({ path: fileURLToPath(url), line }));
  const own = places.find(({ path }) => path.startsWith(join(dirname(file), "/")));
  return own && `${own.path}:${own.line}`;
}
