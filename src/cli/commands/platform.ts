import { seededRandom } from "../../base/random.ts";
import { startPlatformServer } from "../../platform/http/server.ts";
import { createPlatform } from "../../platform/service/platform.ts";
import type { CliContext } from "../cli-context.ts";
import { cliError } from "../errors.ts";
import { exitCodes } from "../exit-code.ts";
import { listening, untilStopped } from "../listening.ts";
import { openLog } from "../log-output.ts";

export interface PlatformCommandOptions {
  readonly port: number;
  readonly host: string;
  readonly data: string;
  readonly profile: "default" | "strict";
  readonly seed?: number;
  readonly json: boolean;
}

const loopback = ["127.0.0.1", "localhost", "::1"];

/** `upclaws platform`: the reference server until it is told to stop. With --json the first line is its address. */
export async function platform(options: PlatformCommandOptions, cli: CliContext): Promise<number> {
  const { host, port, data, profile, seed } = options;
  if (seed !== undefined && !loopback.includes(host)) {
    throw cliError(
      "usage",
      `--seed makes keys predictable, so the server listens on this machine only; received --host ${host}`,
      { host },
    );
  }
  const { logger } = await openLog(cli, "warn");
  const random = seed === undefined ? cli.random : seededRandom(seed);
  const market = createPlatform({ profile, dataDir: data, clock: cli.clock, random, logger, onFatal: cli.fatal });
  await market.start();
  try {
    const server = await listening(port, () => startPlatformServer({ platform: market, host, port, logger }));
    if (options.json) cli.terminal.json({ event: "listening", url: server.url, apiBaseUrl: server.apiBaseUrl });
    else {
      const { bold, dim } = cli.terminal.colors;
      cli.terminal.print(`${bold("UpClaws reference server")}  ${server.apiBaseUrl}`);
      cli.terminal.print(
        dim(`profile ${profile}, data ${data}, clock real${seed === undefined ? "" : `, seed ${seed}`}. Ctrl-C ends it.`),
      );
    }
    await untilStopped(cli.stop);
    await server.close();
  } finally {
    await market.close();
  }
  return exitCodes.done;
}
