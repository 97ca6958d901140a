import { dirname, relative, resolve, sep } from "node:path";
import { watch } from "chokidar";
import type { Clock } from "../../base/clock.ts";
import { messageOf } from "../../base/errors.ts";
import type { AgentDefinition } from "../../runtime/agent.ts";

export interface ReloadOptions {
  /** Watched, but for node_modules and folders whose name begins with a dot. */
  readonly project: string;
  readonly agents: readonly { readonly name: string; readonly use: string }[];
  /** Reads the code anew. */
  readonly load: (use: string) => Promise<AgentDefinition>;
  /** Rejects when the code does not fit the agent's configuration; the old code then stays. */
  readonly renew: (name: string, definition: AgentDefinition) => Promise<void>;
  readonly clock: Clock;
  /** `reason`: why the agents' last good code goes on serving. */
  readonly onReload: (what: { readonly agent: string; readonly file: string; readonly reason?: string }) => void;
  /** The configuration was changed: only a restart takes it up. */
  readonly onConfig: () => void;
  readonly configFile: string;
}

export interface Reloading {
  close(): Promise<void>;
}

/** An editor writes a file in several steps. */
const calmMs = 150;

/** Follows changes of the project: an agent whose folder has one gets its new code, and every agent where the change is outside their folders. Resolves when it watches. */
export async function reloadAgents(options: ReloadOptions): Promise<Reloading> {
  const { project, agents, clock, onConfig } = options;
  const configFile = resolve(options.configFile);
  const ending = new AbortController();
  const changed = new Set<string>();
  let working: Promise<void> | undefined;

  const work = async () => {
    while (changed.size > 0 && !ending.signal.aborted) {
      await clock.sleep(calmMs, ending.signal).catch(() => undefined);
      const files = [...changed];
      changed.clear();
      for (const agent of agents) {
        const file = files.find((path) => concerns(path, agent.use, agents));
        if (file !== undefined && !ending.signal.aborted) await reload(agent, relative(project, file), options);
      }
    }
    working = undefined;
  };

  const watcher = watch(project, { ignoreInitial: true, ignored: (path) => isIgnored(relative(project, path)) });
  watcher.on("all", (_event, path) => {
    if (resolve(path) === configFile) return onConfig();
    if (!/\.(?:[cm]?[jt]s|json|md|ya?ml|txt)$/.test(path) || /\.test\.[cm]?[jt]s$/.test(path)) return;
    changed.add(resolve(path));
    working ??= work();
  });
  await new Promise<void>((ready) => void watcher.once("ready", () => ready()));
  return {
    close: async () => {
      ending.abort(new Error("the watch ends"));
      await watcher.close();
      await working;
    },
  };
}

async function reload({ name, use }: { name: string; use: string }, file: string, { load, renew, onReload }: ReloadOptions) {
  try {
    await renew(name, await load(use));
    onReload({ agent: name, file });
  } catch (error) {
    onReload({ agent: name, file, reason: messageOf(error) });
  }
}

function isIgnored(path: string): boolean {
  return path.split(sep).some((part) => part === "node_modules" || (part.startsWith(".") && part !== "." && part !== ".."));
}

/** Is it the agent's own file, or nobody's? */
function concerns(file: string, use: string, agents: readonly { readonly use: string }[]): boolean {
  const within = (folder: string) => file.startsWith(`${folder}${sep}`) || file === folder || dirname(file) === folder;
  return within(use) || !agents.some((agent) => within(agent.use));
}
