import { join } from "node:path";
import { onTestFinished } from "vitest";
import { createLogger, type Logger } from "../../src/base/logger.ts";
import { seededRandom } from "../../src/base/random.ts";
import { Redactor } from "../../src/base/redact.ts";
import { agentSchema } from "../../src/config/agent-schema.ts";
import type { AgentEntry, Config } from "../../src/config/config.ts";
import { rootSchema } from "../../src/config/config-schema.ts";
import { Credentials } from "../../src/config/credentials.ts";
import { type AgentStatus, readStatuses } from "../../src/daemon/agent-status.ts";
import { Daemon, type DaemonOptions } from "../../src/daemon/daemon.ts";
import type { Model } from "../../src/llm/model.ts";
import type { AgentDefinition } from "../../src/runtime/agent.ts";
import { Life } from "./market-life.ts";
import type { MarketWorld } from "./market-world.ts";
import { MortalClock } from "./mortal-clock.ts";

export const baseUrl = "http://market.test/api";

export interface DaemonSetup {
  readonly world: MarketWorld;
  readonly dir: string;
  /** Entries of `agents`; `use` is a key of `code`. */
  readonly agents: readonly Readonly<Record<string, unknown>>[];
  readonly code: Readonly<Record<string, AgentDefinition | Error | Promise<AgentDefinition>>>;
  /** Further top-level keys of the configuration. */
  readonly config?: Readonly<Record<string, unknown>>;
  readonly model?: Model;
  readonly only?: readonly string[];
  readonly seed?: number;
}

/** A daemon on a real data directory against the platform in memory; `life.crash()` and a new one on the same directory is a restart after kill -9. */
export class TestDaemon {
  readonly daemon: Daemon;
  readonly life: Life;
  readonly credentials: Credentials;
  /** Log lines, as JSON. */
  readonly log: Readonly<Record<string, unknown>>[] = [];
  readonly #world: MarketWorld;

  constructor(setup: DaemonSetup) {
    const { world, dir, code, model, only } = setup;
    const { clock } = world;
    this.#world = world;
    this.life = new Life({ clock, transport: world.transport, dir, platformBaseUrl: baseUrl });
    this.credentials = new Credentials({ file: join(dir, "credentials.json"), clock });
    const redactor = new Redactor();
    const options: DaemonOptions = {
      config: configOf(setup),
      credentials: this.credentials,
      clock: new MortalClock(clock, () => this.life.crashed),
      random: seededRandom(setup.seed ?? 1),
      logger: this.#logger(redactor),
      redactor,
      onFatal: (error) => {
        throw error;
      },
      transport: this.life.transport,
      directory: this.life.directory,
      crashPoint: (point) => this.life.crashPoint(point as never),
      load: async (use) => {
        const loaded = code[use];
        if (loaded === undefined || loaded instanceof Error) throw loaded ?? new Error(`no module ${use}`);
        return loaded;
      },
      ...(model && { model }),
      ...(only && { only }),
    };
    this.daemon = new Daemon(options);
    onTestFinished(() => this.crash());
  }

  get engine() {
    return this.daemon.engine;
  }

  statuses(): Readonly<Record<string, AgentStatus>> {
    return Object.fromEntries(readStatuses(this.engine));
  }

  /** Log messages, with the agent where there is one. */
  messages(): string[] {
    return this.log.map((line) => String(line.msg));
  }

  /** Ends as after kill -9: nothing it does any more reaches disk or network. */
  crash(): void {
    if (!this.life.crashed) this.life.crash();
    this.daemon.interrupt();
  }

  /** Stops in good order, letting time pass as long as that takes. */
  async stop(options: { readonly offline: boolean } = { offline: true }): Promise<number> {
    return await this.#world.through(this.daemon.stop(options));
  }

  #logger(redactor: Redactor): Logger {
    const write = (line: string) => void this.log.push(JSON.parse(line) as Record<string, unknown>);
    return createLogger({ level: "debug", clock: this.#world.clock, redactor, destination: { write } });
  }
}

function configOf({ agents, dir, config = {} }: DaemonSetup): Config {
  const platform = { baseUrl, rateLimit: { readsPerMinute: 1_000_000, writesPerMinute: 1_000_000 } };
  const root = rootSchema.parse({ platform, dataDir: dir, ...config, agents });
  const entries = agents.map((entry, index): AgentEntry => {
    const parsed = agentSchema.safeParse(entry);
    const place = { file: "test.yaml", line: 1, column: 1, received: "?", allowed: "?" };
    const problems = (issues: readonly { path: readonly PropertyKey[]; message: string }[]) =>
      issues.map((issue) => ({ ...place, path: issue.path.map(String).join("."), message: issue.message }));
    if (!parsed.success) return { ok: false, name: String(entry.name ?? index), problems: problems(parsed.error.issues) };
    return {
      ok: true,
      agent: parsed.data,
      path: `agents[${index}]`,
      settingsProblems: (error) => problems(error.issues.map((issue) => ({ ...issue, path: ["with", ...issue.path] }))),
    };
  });
  return { ...root, file: join(dir, "test.yaml"), agents: entries };
}
