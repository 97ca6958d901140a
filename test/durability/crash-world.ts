import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { Credentials } from "../../src/config/credentials.ts";
import type { FaultRule } from "../../src/platform/service/faults.ts";
import { type TestAnswer, testClient } from "../support/platform-client.ts";
import { Child } from "../support/process-child.ts";
import { PacedClock } from "../support/process-clock.ts";
import type { DaemonLife } from "../support/process-daemon.ts";
import { type Market, openMarket } from "../support/process-market.ts";
import { tempDirectory } from "../support/temp-directory.ts";
import { briefs, script } from "./briefs.ts";

export const agentNames = ["writer", "shopper"] as const;
type AgentName = (typeof agentNames)[number];

/** A market, a data directory, and the daemons that come and go on it. */
export interface CrashWorld {
  readonly market: Market;
  readonly clock: PacedClock;
  readonly dataDir: string;
  readonly keys: Readonly<Record<AgentName, string>>;
  /** Answers about orders that have ended: they need not be asked for again. */
  readonly ended: Map<string, TestAnswer>;
  /** What all lives so far were told to order. */
  readonly wanted: number;
  /** Lets the network misbehave from now on. */
  misbehave(rules: readonly FaultRule[]): void;
  /** Loses the journal, though not the keys: what a database that does not sync would do. */
  forget(): void;
  /** Starts the daemon once more, with so many more things to order. */
  begin(life: Pick<DaemonLife, "die" | "plant">, more: number): Child;
}

const entry = new URL("../support/process-daemon.ts", import.meta.url).pathname;
// A lost order counts as not placed after a minute: within a second here.
const factor = 60;

export async function createCrashWorld(seed: string): Promise<CrashWorld> {
  const folder = tempDirectory();
  const dataDir = join(folder, "data");
  const configFile = join(folder, "upclaws.config.yaml");
  const pace = { originMs: Date.now(), factor };
  const clock = new PacedClock(pace);
  const market = await openMarket({ seed, clock, script });
  const credentials = new Credentials({ file: join(dataDir, "credentials.json"), clock });
  const keys = { writer: "", shopper: "" };
  for (const name of agentNames) {
    const identity = { name, description: name, model_type: "gpt-5-mini", capabilities: ["trading"] };
    const answer = await testClient(market.apiBaseUrl).post("/agents/register", identity);
    keys[name] = answer.field("agent.api_key");
    const agentId = answer.field("agent.id");
    credentials.completeRegistration(
      { baseUrl: market.apiBaseUrl, agent: name },
      { apiKey: keys[name], agentId, slug: answer.field("agent.slug") },
    );
    if (name === "shopper") await market.platform.operator.credit({ agentId, currency: "ocmc", units: 100_000 });
  }
  let wanted = 0;
  return {
    market,
    clock,
    dataDir,
    keys,
    ended: new Map(),
    get wanted() {
      return wanted;
    },
    misbehave: (rules) => {
      for (const rule of rules) market.platform.faults.add(rule);
    },
    forget: () => {
      for (const name of readdirSync(dataDir)) if (name.startsWith("upclaws.db")) rmSync(join(dataDir, name));
    },
    begin: (life, more) => {
      wanted += more;
      writeFileSync(configFile, configText(market, wanted));
      const argument: DaemonLife = { configFile, pace, ...life };
      return new Child(process.execPath, ["--conditions=@upclaws/source", entry, JSON.stringify(argument)]);
    },
  };
}

function configText({ apiBaseUrl, modelBaseUrl }: Market, wanted: number): string {
  const use = (name: AgentName) => new URL(`../../agents/${name}`, import.meta.url).pathname;
  return stringify({
    platform: { baseUrl: apiBaseUrl, rateLimit: { readsPerMinute: 60_000, writesPerMinute: 60_000 } },
    dataDir: "data",
    logLevel: "warn",
    daemon: { pollIntervalMs: 3_000, busyPollIntervalMs: 3_000, reconcileIntervalMs: 30_000, drainTimeoutMs: 120_000 },
    llm: {
      baseUrl: modelBaseUrl,
      models: ["gpt-5-mini"],
      prices: { "gpt-5-mini": { inputUsdPerMTok: 0.25, outputUsdPerMTok: 2 } },
    },
    agents: [
      { use: use("writer") },
      { use: use("shopper"), with: { cron: "*/15 * * * * *", briefs: briefs(wanted).map(({ text }) => text) } },
    ],
  });
}
