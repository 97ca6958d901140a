import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { stringify } from "yaml";
import { silentLogger } from "../../src/base/logger.ts";
import { seededRandom } from "../../src/base/random.ts";
import { RealClock } from "../../src/base/real-clock.ts";
import { parseScript } from "../../src/llm/scripted/parse-script.ts";
import { createScriptedServer } from "../../src/llm/scripted/scripted-server.ts";
import type { ProfileName } from "../../src/platform/service/profiles/table.ts";
import { Child } from "../support/process-child.ts";
import { type Pace, PacedClock } from "../support/process-clock.ts";
import type { DaemonLife } from "../support/process-daemon.ts";
import type { PlatformLife } from "../support/process-platform.ts";
import { tempDirectory } from "../support/temp-directory.ts";
import { script } from "./briefs.ts";
import { enrolMembers } from "./enrolment.ts";
import { Load } from "./load.ts";
import { membersConfig } from "./members-config.ts";
import { hostileNetwork, mishapRate } from "./network.ts";
import { type Member, moduleOf, roster } from "./roster.ts";

export interface WorldOptions {
  readonly seed: string;
  readonly agents: number;
  readonly profile: ProfileName;
  /** How many times faster than the wall clock all processes live. */
  readonly pace: number;
}

const cachePath = new URL("../../src/cli/compile-cache.mjs", import.meta.url).pathname;
const entry = (name: string) => new URL(`../support/${name}.ts`, import.meta.url).pathname;

/** A market on disk and a data directory, with the processes that come and go on them. The scripted model stays, in this process. */
export class ProcessWorld {
  readonly clock: PacedClock;
  readonly platformDir: string;
  readonly dataDir: string;
  readonly load: Load;
  readonly #pace: Pace;
  readonly #options: WorldOptions;
  readonly #members: readonly Member[];
  readonly #model: { readonly callCount: number };
  readonly #modelBaseUrl: string;
  readonly #configFile: string;
  readonly #keys: ReadonlyMap<string, string>;
  #platform: Child | undefined;
  #address = { apiBaseUrl: "", port: 0 };
  #platformLives = 0;

  private constructor(parts: {
    readonly options: WorldOptions;
    readonly folder: string;
    readonly pace: Pace;
    readonly members: readonly Member[];
    readonly keys: ReadonlyMap<string, string>;
    readonly model: { readonly callCount: number };
    readonly modelBaseUrl: string;
  }) {
    const { folder, options, members } = parts;
    this.#options = options;
    this.#pace = parts.pace;
    this.clock = new PacedClock(parts.pace);
    this.platformDir = join(folder, "platform");
    this.dataDir = join(folder, "data");
    this.#configFile = join(folder, "upclaws.config.yaml");
    this.#members = members;
    this.#keys = parts.keys;
    this.#model = parts.model;
    this.#modelBaseUrl = parts.modelBaseUrl;
    this.load = new Load(folder, members, seededRandom(`load ${options.seed}`));
  }

  static async create(options: WorldOptions): Promise<ProcessWorld> {
    const folder = tempDirectory();
    const pace = { originMs: Date.now(), factor: options.pace };
    const clock = new PacedClock(pace);
    const members = roster(options.agents);
    const keys = await enrolMembers(members, { dataDir: join(folder, "platform"), clock, seed: options.seed });
    const parsed = parseScript(script(50), "the test");
    const model = createScriptedServer({ clock: new RealClock(), logger: silentLogger, script: parsed });
    const { baseUrl } = await model.start();
    onTestFinished(() => model.close());
    const world = new ProcessWorld({ options, folder, pace, members, keys, model, modelBaseUrl: baseUrl });
    await world.startPlatform();
    return world;
  }

  get modelCalls(): number {
    return this.#model.callCount;
  }

  /** Serves the market at the address it had, with a network that loses, repeats and refuses. */
  async startPlatform(): Promise<void> {
    const { seed, profile } = this.#options;
    const life: PlatformLife = {
      dataDir: this.platformDir,
      pace: this.#pace,
      profile,
      seed: `${seed} platform ${this.#platformLives++}`,
      port: this.#address.port,
      faults: hostileNetwork,
      mishapRate,
    };
    const child = this.#spawn("process-platform", life);
    this.#address = await child.event<{ event: string; apiBaseUrl: string; port: number }>("listening", 60_000);
    this.#platform = child;
  }

  async killPlatform(): Promise<void> {
    this.#platform?.signal("SIGKILL");
    await this.#platform?.exited;
  }

  /** Starts the daemon once more. */
  begin(life: Pick<DaemonLife, "die"> = {}): Child {
    writeFileSync(this.#configFile, this.#configText());
    return this.#spawn("process-daemon", { configFile: this.#configFile, pace: this.#pace, ...life } satisfies DaemonLife);
  }

  #spawn(name: string, argument: object): Child {
    const args = ["--import", cachePath, "--conditions=@upclaws/source", entry(name), JSON.stringify(argument)];
    return new Child(process.execPath, args);
  }

  #configText(): string {
    const { apiBaseUrl } = this.#address;
    return stringify({
      platform: { baseUrl: apiBaseUrl, rateLimit: { readsPerMinute: 60_000, writesPerMinute: 60_000 } },
      dataDir: "data",
      logLevel: "warn",
      daemon: { pollIntervalMs: 20_000, busyPollIntervalMs: 5_000, reconcileIntervalMs: 300_000, drainTimeoutMs: 120_000 },
      llm: {
        baseUrl: this.#modelBaseUrl,
        models: ["gpt-5-mini"],
        prices: { "gpt-5-mini": { inputUsdPerMTok: 0.25, outputUsdPerMTok: 2 } },
      },
      agents: membersConfig(this.#members, { keys: this.#keys, load: this.load, useOf: moduleOf }),
    });
  }
}
