import { onTestFinished } from "vitest";
import type { Clock } from "../../src/base/clock.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { seededRandom } from "../../src/base/random.ts";
import { RealClock } from "../../src/base/real-clock.ts";
import { parseScript } from "../../src/llm/scripted/parse-script.ts";
import { createScriptedServer, type ScriptedServer } from "../../src/llm/scripted/scripted-server.ts";
import { startPlatformServer } from "../../src/platform/http/server.ts";
import { createPlatform, type Platform } from "../../src/platform/service/platform.ts";

/** The counterparty: it outlives every daemon of the test and knows no idempotency key and no extension. */
export interface Market {
  readonly platform: Platform;
  readonly model: ScriptedServer;
  readonly apiBaseUrl: string;
  readonly modelBaseUrl: string;
  /** Stops answering; `reopen` answers again at the same address. */
  closeServer(): Promise<void>;
  reopen(): Promise<void>;
}

export interface MarketOptions {
  readonly seed: string;
  readonly clock: Clock;
  /** What the model says, in YAML. */
  readonly script: string;
}

/** Runs in the test's own process, so that it can look behind the API; daemons reach it over HTTP. Ends with the test. */
export async function openMarket({ seed, clock, script }: MarketOptions): Promise<Market> {
  const random = seededRandom(seed);
  const platform = createPlatform({ profile: "strict", dataDir: ":memory:", clock, random, logger: silentLogger });
  await platform.start();
  onTestFinished(() => platform.close());
  const listen = (port: number) => startPlatformServer({ platform, port, logger: silentLogger });
  let server = await listen(0);
  onTestFinished(() => server.close());
  const model = createScriptedServer({
    clock: new RealClock(),
    logger: silentLogger,
    script: parseScript(script, "the test"),
    port: 0,
  });
  const { baseUrl } = await model.start();
  onTestFinished(() => model.close());
  return {
    platform,
    model,
    apiBaseUrl: server.apiBaseUrl,
    modelBaseUrl: baseUrl,
    closeServer: () => server.close(),
    reopen: async () => {
      server = await listen(server.port);
    },
  };
}
