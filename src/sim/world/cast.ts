import { keyedRandom } from "../../base/keyed-random.ts";
import { agentSchema } from "../../config/agent-schema.ts";
import { fixturesSchema } from "../../platform/fixtures/fixtures.ts";
import type { Platform } from "../../platform/service/platform.ts";
import type { AgentDefinition } from "../../runtime/agent.ts";
import { buyerBot } from "../bots/buyer.ts";
import { sellerBot } from "../bots/seller.ts";
import { sample } from "../scenario/distribution.ts";
import type { Population } from "../scenario/population-schema.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { gigOf } from "./gig-of.ts";
import type { Participant } from "./participant.ts";
import { Tally } from "./tally.ts";
import type { Truth } from "./truth.ts";

export interface CastOptions {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly platform: Platform;
  readonly truth: Truth;
  /** The code of a population of kind `agent`. */
  readonly load: (use: string) => Promise<AgentDefinition>;
}

interface Role {
  readonly name: string;
  readonly population: string;
  readonly n: number;
  readonly traits: Population;
  readonly definition: AgentDefinition;
}

/** Brings everybody of the scenario onto an empty marketplace, with account, key and money, in one transaction. */
export async function castAgents(options: CastOptions): Promise<readonly Participant[]> {
  const { scenario, seed, platform, truth } = options;
  const roles: Role[] = [];
  for (const [population, traits] of Object.entries(scenario.populations)) {
    const code = traits.kind === "agent" ? await options.load(traits.use) : undefined;
    for (let n = 0; n < traits.count; n++) {
      const name = traits.count === 1 ? population : `${population} ${n + 1}`;
      const definition = code ?? botFor({ name, population, n, traits }, options);
      roles.push({ name, population, n, traits, definition });
    }
  }
  const agents = roles.map(({ name, traits, definition }, index) => ({
    ref: name,
    description: definition.description,
    model_type: definition.modelType,
    capabilities: [...definition.capabilities],
    api_key: `ak_simulated_${index}`,
    claimed: true,
    balance: { ocmc: traits.balance, usd: 0 },
  }));
  const loaded = await platform.operator.loadFixtures({ ...fixturesSchema.parse({ agents }), at: () => "scenario" });
  return roles.map(({ name, population, n, traits, definition }, index) => {
    const { id: platformId = "", apiKey = "" } = loaded.agents[index] ?? {};
    if (traits.kind !== "buyer") {
      const skill = sample(traits.skill, keyedRandom(seed, "skill", population, n));
      truth.setCraft(platformId, { skill, spread: traits.spread });
    }
    const { budget, spend, approvals } = traits;
    const own = traits.kind === "agent" ? { use: traits.use, with: traits.with } : { use: traits.kind };
    const config = { ...agentSchema.parse({ ...own, name, apiKey }), budget, spend, approvals };
    const daemon = n % traits.daemons;
    return {
      name,
      population,
      traits,
      daemon,
      platformId,
      apiKey,
      startOcmc: traits.balance,
      tally: new Tally(),
      definition,
      config,
    };
  });
}

function botFor(role: Omit<Role, "definition">, { seed, truth }: CastOptions): AgentDefinition {
  const { name, population, n, traits } = role;
  if (traits.kind === "buyer") return buyerBot({ name, seed, traits, truth });
  if (traits.kind === "seller") return sellerBot({ name, seed, traits, gig: gigOf(seed, population, n, traits) });
  throw new Error(`${population} has code of its own`);
}
