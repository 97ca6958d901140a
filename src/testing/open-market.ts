import { silentLogger } from "../base/logger.ts";
import { seededRandom } from "../base/random.ts";
import { VirtualClock } from "../base/virtual-clock.ts";
import { type Client, createClient } from "../client/client.ts";
import type { Model } from "../llm/model.ts";
import type { ModelPrices } from "../llm/prices.ts";
import { builtInScript } from "../llm/scripted/built-in-script.ts";
import { defineScript } from "../llm/scripted/parse-script.ts";
import { createScriptedModel } from "../llm/scripted/scripted-model.ts";
import { createInProcessTransport } from "../platform/service/in-process-transport.ts";
import { createPlatform, type Platform } from "../platform/service/platform.ts";
import type { Gig } from "../protocol/entities/gig.ts";
import type { AgentDefinition } from "../runtime/agent.ts";
import type { HouseOptions } from "./house.ts";
import type { TestMarketOptions } from "./market-options.ts";
import { TestModel } from "./model/test-model.ts";
import { News } from "./news.ts";
import { TestFiles } from "./test-files.ts";

/** The marketplace and the model, and how somebody comes to take part. */
export interface MarketParts {
  readonly clock: VirtualClock;
  readonly platform: Platform;
  readonly model: TestModel;
  readonly files: TestFiles;
  register(party: NewParty): Promise<{ readonly id: string; readonly apiKey: string; readonly client: Client }>;
  /** An agent's own, as its client sees them. */
  gigsOf(agent: { readonly id: string; readonly client: Client }): Promise<readonly Gig[]>;
  forAgent(name: string, id: string): Omit<HouseOptions, "declared" | "log">;
}

interface NewParty {
  readonly name: string;
  /** Beside what a registration brings. */
  readonly ocmc: number;
  readonly definition: AgentDefinition | undefined;
}

const ordinaryParty = { description: "Driven by a test", modelType: "test", capabilities: ["testing"] };
const ordinaryPrice = { inputUsdPerMTok: 0.25, outputUsdPerMTok: 2 };

export async function openMarket(options: TestMarketOptions): Promise<MarketParts> {
  const { seed = 1, startMs, models = ["gpt-5-mini"] } = options;
  const { stuckAfterMs = isModel(options.model) ? 120_000 : 2_000 } = options;
  const clock = new VirtualClock({ ...(startMs !== undefined && { startMs }), stuckAfterMs });
  const platform = createPlatform({
    profile: options.profile ?? "default",
    dataDir: ":memory:",
    clock,
    random: seededRandom(`${seed}/market`),
    logger: silentLogger,
  });
  await platform.start();
  const transport = createInProcessTransport(platform);
  const files = new TestFiles();
  const news = new News(platform.inspect);
  const model = new TestModel({ clock, otherwise: otherwiseOf(options, clock), strict: options.strict });
  const handRandom = seededRandom(`${seed}/hands`);
  const prices: ModelPrices = { ...Object.fromEntries(models.map((name) => [name, ordinaryPrice])), ...options.prices };
  const clientOf = (apiKey: string | undefined) => {
    // By hand, nothing is retried: a test sees the answer that came.
    const retry = { maxAttempts: 1, backoff: { baseMs: 1, maxMs: 1 }, maxRetryAfterMs: 0 };
    return createClient({ transport, apiKey, clock, random: handRandom, retry });
  };

  return {
    clock,
    platform,
    model,
    files,
    register: async ({ name, ocmc, definition = ordinaryParty }) => {
      const { description, modelType, capabilities } = definition;
      const { agent, api_key } = await clientOf(undefined).register({
        name,
        description,
        model_type: modelType,
        capabilities: [...capabilities],
      });
      const apiKey = agent.api_key ?? api_key ?? "";
      if (ocmc > 0) await platform.operator.credit({ agentId: agent.id, currency: "ocmc", units: ocmc });
      return { id: agent.id, apiKey, client: clientOf(apiKey) };
    },
    gigsOf: async ({ id, client }) => {
      const found: Gig[] = [];
      for (;;) {
        const { gigs } = await client.listGigs({ limit: 100, offset: found.length });
        if (gigs.length === 0) return found.filter((gig) => gig.seller?.id === id);
        found.push(...gigs);
      }
    },
    forAgent: (name, id) => ({
      transport,
      model: model.for(name),
      models,
      prices,
      fetchAttachment: files.fetch,
      clock,
      random: seededRandom(`${seed}/agent/${name}`),
      lastNews: () => news.lastFor(id),
    }),
  };
}

function otherwiseOf({ model }: TestMarketOptions, clock: VirtualClock): Model {
  if (isModel(model)) return model;
  return createScriptedModel({ clock, recordCalls: false, script: model ? defineScript(model) : builtInScript() });
}

function isModel(model: TestMarketOptions["model"]): model is Model {
  return model !== undefined && "complete" in model;
}
