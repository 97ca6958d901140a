import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import { createInProcessTransport } from "../platform/service/in-process-transport.ts";
import type { Platform } from "../platform/service/platform.ts";
import type { Populations } from "../sim/live/populate.ts";
import type { Scenario } from "../sim/scenario/scenario.ts";
import type { Participant } from "../sim/world/participant.ts";
import type { CliContext } from "./cli-context.ts";
import { cliError } from "./errors.ts";
import type { ClockMode } from "./platform-clock.ts";

/** What `platform --populations` is given. */
export interface ResidentsOptions {
  readonly clock: ClockMode;
  readonly data: string;
  readonly fixtures?: string;
  readonly seed?: number;
}

/** The scenario of that name or file. Throws `scenario_invalid`, and `usage` for what its agents cannot live with. */
export async function readPopulations(nameOrFile: string, { clock, data, fixtures }: ResidentsOptions): Promise<Scenario> {
  const excluded = [
    [data !== ":memory:", `--data ${data}`, "their daemons remember nothing after an end"],
    [fixtures !== undefined, "--fixtures", "they come onto an empty market"],
    [clock.kind === "manual", "--clock manual", "their time passes by itself"],
  ] as const;
  for (const [given, option, why] of excluded) {
    if (given) throw cliError("usage", `--populations does not go with ${option}: ${why}`, { option });
  }
  const [{ loadScenario }, { scenarioFile }] = await Promise.all([
    import("../sim/scenario/scenario.ts"),
    import("../sim/scenario/shipped.ts"),
  ]);
  return loadScenario(scenarioFile(nameOrFile));
}

/** More often than this nobody looks without a reason, however fast the clock. */
const leastRealMs = 1_000;

/** Brings the scenario's agents onto the market. They look when something has come for them, and otherwise rarely. */
export async function settle(
  scenario: Scenario,
  parts: {
    readonly market: Platform;
    readonly clock: Clock;
    readonly logger: Logger;
    readonly options: ResidentsOptions;
    readonly cli: Pick<CliContext, "fatal">;
  },
): Promise<Populations> {
  const { market, clock, logger, options, cli } = parts;
  const leastMs = leastRealMs * (options.clock.kind === "scaled" ? options.clock.factor : 1);
  const { populate } = await import("../sim/live/populate.ts");
  const residents = await populate({
    scenario,
    seed: options.seed ?? scenario.seed,
    platform: market,
    clock,
    logger,
    transport: createInProcessTransport(market),
    baseUrl: "http://market.upclaws/api",
    intervals: {
      pollIntervalMs: Math.max(scenario.daemon.pollInterval, 60 * leastMs),
      busyPollIntervalMs: Math.max(scenario.daemon.busyPollInterval, leastMs),
      reconcileIntervalMs: Math.max(scenario.daemon.reconcileInterval, 60 * leastMs),
    },
    onFatal: cli.fatal,
  });
  market.onNotified((agentId) => residents.notified(agentId));
  return residents;
}

/** How many agents each population has. */
export function headcount(participants: readonly Pick<Participant, "population">[]): Readonly<Record<string, number>> {
  const groups = Object.groupBy(participants, ({ population }) => population);
  return Object.fromEntries(Object.entries(groups).map(([population, members = []]) => [population, members.length]));
}
