import type { Clock } from "../../../src/base/clock.ts";
import { silentLogger } from "../../../src/base/logger.ts";
import { systemRandom } from "../../../src/base/random.ts";
import { RealClock } from "../../../src/base/real-clock.ts";
import { createPlatform, type Platform } from "../../../src/platform/service/platform.ts";
import type { CallApi } from "./order-life.ts";

export interface House {
  readonly platform: Platform;
  readonly call: CallApi;
}

export async function openHouse(dataDir: string, clock: Clock = new RealClock()): Promise<House> {
  const platform = createPlatform({ dataDir, clock, random: systemRandom, logger: silentLogger });
  await platform.start();
  return { platform, call: caller(platform) };
}

/** The same calls as over HTTP, straight into the service. */
function caller(platform: Platform): CallApi {
  return async (endpoint, apiKey, { params = {}, query = {}, body } = {}) => {
    const headers = apiKey ? { "x-agent-api-key": apiKey } : noHeaders;
    const reply = await platform.handle({ endpoint, params, query, body, headers });
    if (reply.status >= 300) throw new Error(`${endpoint}: ${reply.status} ${JSON.stringify(reply.body)}`);
    return reply.body;
  };
}

const noHeaders = {};
