import { join } from "node:path";
import shopper from "../../agents/shopper/agent.ts";
import writer from "../../agents/writer/agent.ts";
import { seededRandom } from "../../src/base/random.ts";
import { VirtualClock } from "../../src/base/virtual-clock.ts";
import { parseScript } from "../../src/llm/scripted/parse-script.ts";
import { createScriptedModel, type ScriptedModel } from "../../src/llm/scripted/scripted-model.ts";
import type { ProfileName } from "../../src/platform/service/profiles/table.ts";
import { TestDaemon } from "../support/market-daemon.ts";
import { MarketWorld } from "../support/market-world.ts";
import { tempDirectory } from "../support/temp-directory.ts";
import both from "./agents/both.ts";
import buyer from "./agents/buyer.ts";
import seller from "./agents/seller.ts";
import { script } from "./briefs.ts";
import { enrolMembers } from "./enrolment.ts";
import { collectEvidence, type Evidence } from "./evidence.ts";
import { Load } from "./load.ts";
import { membersConfig } from "./members-config.ts";
import type { Operator } from "./operator.ts";
import type { Member } from "./roster.ts";
import { type Standard, unfinished } from "./verdict.ts";

/** Long, so that many lives end while a model thinks. */
const thinkMs = 10_000;
const code = { shopper, writer, both, buyer, seller };

export interface VirtualWorldOptions {
  readonly seed: string;
  readonly members: readonly Member[];
  readonly profile?: ProfileName;
  /** When the nth member looks for what to order, if not every minute. */
  readonly cron?: (n: number) => string;
  /** Top-level keys of the configuration, in place of those made for many short lives. */
  readonly config?: Readonly<Record<string, unknown>>;
}

/** The same market, agents and folders in one process on a virtual clock: a restart takes milliseconds, and a seed repeats all of it. */
export class VirtualWorld {
  readonly market: MarketWorld;
  readonly platformDir: string;
  readonly dataDir: string;
  readonly load: Load;
  readonly #keys: ReadonlyMap<string, string>;
  readonly #members: readonly Member[];
  readonly #options: VirtualWorldOptions;
  readonly #model: ScriptedModel;
  #lives = 0;

  private constructor(market: MarketWorld, folder: string, keys: ReadonlyMap<string, string>, options: VirtualWorldOptions) {
    const { members, seed } = options;
    this.market = market;
    this.platformDir = join(folder, "platform");
    this.dataDir = join(folder, "data");
    this.load = new Load(folder, members, seededRandom(`load ${seed}`));
    this.#members = members;
    this.#keys = keys;
    this.#options = options;
    this.#model = createScriptedModel({
      clock: market.clock,
      script: parseScript(script(thinkMs), "the test"),
      recordCalls: false,
    });
  }

  static async open(options: VirtualWorldOptions): Promise<VirtualWorld> {
    const { seed, members, profile = "adversarial" } = options;
    const folder = tempDirectory();
    const dataDir = join(folder, "platform");
    const keys = await enrolMembers(members, { dataDir, clock: new VirtualClock(), seed });
    const market = await MarketWorld.open(profile, { dataDir, seed: `platform ${seed}` });
    return new VirtualWorld(market, folder, keys, options);
  }

  get clock(): VirtualClock {
    return this.market.clock;
  }

  get modelCalls(): number {
    return this.#model.callCount;
  }

  /** A daemon on the data directory; the one before has to be dead. */
  daemon(): TestDaemon {
    const { load } = this;
    const { cron, config } = this.#options;
    const members = membersConfig(this.#members, {
      keys: this.#keys,
      load,
      useOf: (member) => member.code,
      ...(cron && { cron }),
    });
    return new TestDaemon({
      world: this.market,
      dir: this.dataDir,
      code,
      agents: members,
      config: {
        daemon: { pollIntervalMs: 20_000, busyPollIntervalMs: 5_000, reconcileIntervalMs: 300_000 },
        llm: { models: ["gpt-5-mini"], prices: { "gpt-5-mini": { inputUsdPerMTok: 0.25, outputUsdPerMTok: 2 } } },
        ...config,
      },
      model: this.#model,
      seed: this.#lives++,
    });
  }

  /** Lets minutes go by, up to `most`, until every order has ended as it should. Answers what there is to judge by then. */
  async untilEnded(operator: Operator, standard: Standard, most: number): Promise<Evidence> {
    let evidence = collectEvidence(this);
    for (let minute = 0; minute < most && unfinished(evidence, standard).length > 0; minute++) {
      await this.clock.advanceBy(60_000);
      operator.lookIn();
      evidence = collectEvidence(this);
    }
    return evidence;
  }
}
