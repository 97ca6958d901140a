import { keepYoungHeapSmall } from "../../../src/base/lean-process.ts";
import { loadScenario, type Scenario } from "../../../src/sim/scenario/scenario.ts";
import { scenarioFile } from "../../../src/sim/scenario/shipped.ts";
import { simulate } from "../../../src/sim/simulate.ts";

/** What a market cost that was played in this process alone. */
export interface MarketRun {
  readonly orders: number;
  readonly violations: number;
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly peakRssBytes: number;
}

const dayMs = 86_400_000;

/** `busy-month` for so many days, with a tenth of its agents where the number of orders is what counts: `market-run.ts DAYS [few]`. */
function market(days: number, few: boolean): Scenario {
  const month = loadScenario(scenarioFile("busy-month"));
  const duration = days * dayMs;
  if (!few) return { ...month, duration };
  const populations = Object.entries(month.populations).map(([name, traits]) => {
    const balance = 1_000_000;
    return [name, { ...traits, count: traits.count / 10, daemons: Math.ceil(traits.daemons / 4), balance }] as const;
  });
  return { ...month, duration, populations: Object.fromEntries(populations) };
}

const [days = "30", size] = process.argv.slice(2);
// As the command does.
keepYoungHeapSmall();
const before = process.cpuUsage();
const { orders, violations, cost } = await simulate(market(Number(days), size === "few"));
const { user, system } = process.cpuUsage(before);
const run: MarketRun = {
  orders: orders.length,
  violations: violations.length,
  cpuMs: (user + system) / 1_000,
  wallMs: cost.wallMs,
  peakRssBytes: cost.peakRssBytes,
};
process.stdout.write(`${JSON.stringify(run)}\n`);
