import type { Clock } from "../../base/clock.ts";
import { type Logger, silentLogger } from "../../base/logger.ts";
import { systemRandom } from "../../base/random.ts";
import { RealClock } from "../../base/real-clock.ts";
import type { Transport } from "../../protocol/transport.ts";
import type { Fixtures } from "../fixtures/fixtures.ts";
import type { PlatformServer } from "../http/server.ts";
import { createInProcessTransport } from "../service/in-process-transport.ts";
import type { PlatformOptions } from "../service/options.ts";
import { createPlatform, type Platform } from "../service/platform.ts";
import { seededStarts } from "../service/seeded-start.ts";
import { embeddedError } from "./errors.ts";

/** Everything is optional: an empty market in memory, on this machine's time, with the profile `default` and without rate limits. */
export interface MarketplaceOptions extends Omit<PlatformOptions, "dataDir" | "clock" | "random" | "logger"> {
  /** A folder, created when missing and owned by this process until `close`; `:memory:` by default. */
  readonly dataDir?: string;
  /** All time there is. A `VirtualClock` stands still until it is moved; over a kept `dataDir` it must not start before `lastEventMs`. */
  readonly clock?: Clock;
  /** The same ids, keys and order numbers for each new market; one over a kept `dataDir` goes on with new ones. Random by default. */
  readonly seed?: number | string;
  /** What an empty market begins with. */
  readonly fixtures?: Fixtures;
  /** Silent by default. Never told a key or a body. */
  readonly logger?: Logger;
}

export interface ListenOptions {
  /** Any free one by default. */
  readonly port?: number;
  /** 127.0.0.1 by default, and the only choice with a seed. */
  readonly host?: string;
  /** Where clients reach it when not at host and port: uploaded files are addressed there. */
  readonly publicUrl?: string;
}

/** A marketplace in this process, reachable by HTTP, or without sockets, or both at once. */
export interface Marketplace extends Pick<Platform, "inspect" | "operator" | "faults" | "onNotified"> {
  /** The time it runs on, as given. */
  readonly clock: Clock;
  /** What the control plane wants in X-Sim-Token, where the options ask for one. */
  readonly controlToken: string | undefined;
  /** Serves the API over HTTP; resolves when it listens. Rejects when the port is taken, and with `seed_is_predictable`. */
  listen(options?: ListenOptions): Promise<PlatformServer>;
  /** The API without sockets, as `createClient` and `connect` of `upclaws/client` take it. Its `close` closes nothing here. */
  transport(): Transport;
  /** Answers what is being worked on, stops listening, and gives the data directory free. Idempotent. */
  close(): Promise<void>;
  /** The same as `close`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

const loopback: readonly string[] = ["127.0.0.1", "localhost", "::1"];

/**
 * Opens a marketplace. Rejects with `data_directory_owned`, `database_newer`, `fixtures_unwanted`, `fixtures_invalid` or SQLite's errors, and then
 * holds nothing.
 */
export async function openMarketplace(options: MarketplaceOptions = {}): Promise<Marketplace> {
  const { dataDir = ":memory:", clock = new RealClock(), seed, fixtures, logger = silentLogger, ...rest } = options;
  const random = seed === undefined ? systemRandom : seededStarts(seed);
  const platform = createPlatform({ ...rest, dataDir, clock, random, logger });
  try {
    await platform.start();
    if (fixtures) await platform.operator.loadFixtures(fixtures);
  } catch (error) {
    await platform.close();
    throw error;
  }
  const servers: PlatformServer[] = [];
  const close = async () => {
    await Promise.all(servers.map((server) => server.close()));
    await platform.close();
  };
  const { inspect, operator, faults, onNotified } = platform;
  return {
    ...{ inspect, operator, faults, onNotified, clock },
    controlToken: platform.control?.token,
    listen: async ({ port = 0, host = "127.0.0.1", publicUrl } = {}) => {
      if (seed !== undefined && !loopback.includes(host)) {
        throw embeddedError("seed_is_predictable", `With a seed the market listens on this machine only; received ${host}`, {
          host,
        });
      }
      // Whoever stays in process needs no web server.
      const { startPlatformServer } = await import("../http/server.ts");
      const server = await startPlatformServer({ platform, port, host, logger, ...(publicUrl !== undefined && { publicUrl }) });
      servers.push(server);
      return server;
    },
    transport: () => createInProcessTransport(platform),
    close,
    [Symbol.asyncDispose]: close,
  };
}
