import { readFileSync } from "node:fs";
import { messageOf } from "../../base/errors.ts";
import type { Fixtures } from "../../platform/fixtures/fixtures.ts";
import { startPlatformServer } from "../../platform/http/server.ts";
import { lastEventMs } from "../../platform/market/market-database.ts";
import { createPlatform } from "../../platform/service/platform.ts";
import type { ProfileName } from "../../platform/service/profiles/table.ts";
import { seededStarts } from "../../platform/service/seeded-start.ts";
import type { Populations } from "../../sim/live/populate.ts";
import type { CliContext } from "../cli-context.ts";
import { cliError } from "../errors.ts";
import { exitCodes } from "../exit-code.ts";
import { listening, untilStopped } from "../listening.ts";
import { openLog } from "../log-output.ts";
import type { PlatformFacts } from "../platform-banner.ts";
import { type ClockMode, platformClock } from "../platform-clock.ts";
import { headcount, readPopulations, settle } from "../platform-residents.ts";

export interface PlatformCommandOptions {
  readonly port: number;
  readonly host: string;
  readonly data: string;
  readonly profile: ProfileName;
  readonly rateLimit: "on" | "off";
  readonly clock: ClockMode;
  readonly seed?: number;
  readonly fixtures?: string;
  readonly populations?: string;
  readonly control: boolean;
  readonly faultRate?: number;
  readonly publicUrl?: string;
  readonly allowPrivateWebhooks: boolean;
  readonly json: boolean;
}

const loopback = ["127.0.0.1", "localhost", "::1"];

/** `upclaws platform`: the reference server until it is told to stop. With --json the first line is its address. */
export async function platform(options: PlatformCommandOptions, cli: CliContext): Promise<number> {
  const { host, port, data, profile, rateLimit, seed } = options;
  refusePredictableKeys(options);
  const scenario = options.populations === undefined ? undefined : await readPopulations(options.populations, options);
  const fixtures = options.fixtures === undefined ? undefined : await readFixtures(options.fixtures);
  const { logger } = await openLog(cli, "warn");
  const clock = platformClock({
    mode: options.clock,
    real: cli.clock,
    lastEventMs: lastEventMs(data),
    seeded: seed !== undefined,
  });
  const token = cli.env.UPCLAWS_CONTROL_TOKEN;
  const market = createPlatform({
    profile,
    dataDir: data,
    clock,
    random: seed === undefined ? cli.random : seededStarts(seed),
    logger,
    ...(rateLimit === "on" ? { rateLimits: {} } : {}),
    ...(options.control || options.clock.kind === "manual" ? { control: token ? { token } : {} } : {}),
    ...(options.faultRate === undefined ? {} : { mishapRate: options.faultRate }),
    webhooks: { allowPrivate: options.allowPrivateWebhooks },
    onFatal: cli.fatal,
  });
  let residents: Populations | undefined;
  try {
    await market.start();
    const loaded = fixtures && (await market.operator.loadFixtures(fixtures));
    residents = scenario && (await settle(scenario, { market, clock, logger, options, cli }));
    const server = await listening(port, () =>
      startPlatformServer({ platform: market, host, port, logger, ...publicly(options) }),
    );
    const populations = residents && headcount(residents.participants);
    const facts = {
      server,
      profile,
      clock: options.clock,
      nowMs: clock.now(),
      data,
      rateLimit,
      seed,
      fixtures: loaded,
      populations,
    };
    await announce({ ...facts, controlToken: market.control?.token }, options.json, cli);
    residents?.begin();
    await untilStopped(cli.stop);
    await server.close();
  } finally {
    await residents?.close();
    await market.close();
  }
  return exitCodes.done;
}

async function announce(facts: PlatformFacts, json: boolean, { terminal }: CliContext): Promise<void> {
  if (!json) {
    const { platformBanner } = await import("../platform-banner.ts");
    terminal.print(platformBanner(facts, terminal));
    return;
  }
  const { server, controlToken, fixtures, populations } = facts;
  const control = controlToken === undefined ? {} : { controlUrl: server.controlUrl, controlToken };
  terminal.json({ event: "listening", url: server.url, apiBaseUrl: server.apiBaseUrl, ...control });
  if (fixtures) terminal.json({ event: "fixtures", ...fixtures });
  if (populations) terminal.json({ event: "populations", agents: populations });
}

function publicly({ publicUrl }: PlatformCommandOptions): { readonly publicUrl?: string } {
  return publicUrl === undefined ? {} : { publicUrl };
}

function refusePredictableKeys({ host, seed, populations }: PlatformCommandOptions): void {
  const [option] = [seed !== undefined && "--seed", populations !== undefined && "--populations"].filter(Boolean);
  if (!option || loopback.includes(host)) return;
  const message = `${option} makes keys predictable, so the server listens on this machine only; received --host ${host}`;
  throw cliError("usage", message, { host });
}

async function readFixtures(file: string): Promise<Fixtures> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw cliError("usage", `--fixtures ${file}: ${messageOf(error)}`, { file }, error);
  }
  const { parseFixtures } = await import("../../platform/fixtures/parse-fixtures.ts");
  return parseFixtures(text, file);
}
