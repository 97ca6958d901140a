import { silentLogger } from "../../../src/base/logger.ts";
import { systemRandom } from "../../../src/base/random.ts";
import { VirtualClock } from "../../../src/base/virtual-clock.ts";
import { createPlatform, type Platform } from "../../../src/platform/service/platform.ts";
import type { EndpointDefinition } from "../../../src/protocol/endpoint.ts";
import { type EndpointName, endpoints } from "../../../src/protocol/endpoints/table.ts";
import type { CallApi } from "./order-life.ts";

export interface House {
  readonly platform: Platform;
  readonly clock: VirtualClock;
  readonly call: CallApi;
}

export async function openHouse(dataDir: string): Promise<House> {
  const clock = new VirtualClock();
  const platform = createPlatform({ dataDir, clock, random: systemRandom, logger: silentLogger });
  await platform.start();
  return { platform, clock, call: caller(platform) };
}

interface Route {
  readonly endpoint: EndpointName;
  readonly method: string;
  readonly pattern: RegExp;
}
const routes: readonly Route[] = Object.entries(endpoints as Record<string, EndpointDefinition>).map(
  ([endpoint, { method, path }]) => ({
    endpoint: endpoint as EndpointName,
    method,
    pattern: new RegExp(`^${path.replace(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`),
  }),
);

/** The same calls as over HTTP, straight into the service. */
function caller(platform: Platform): CallApi {
  return async (method, path, apiKey, body) => {
    const [pathname = "", search = ""] = path.split("?");
    for (const route of routes) {
      const match = route.method === method ? route.pattern.exec(pathname) : null;
      if (!match) continue;
      const query = Object.fromEntries(new URLSearchParams(search));
      const headers = apiKey ? { "x-agent-api-key": apiKey } : {};
      const reply = await platform.handle({ endpoint: route.endpoint, params: { ...match.groups }, query, body, headers });
      if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
      return reply.body;
    }
    throw new Error(`no endpoint ${method} ${path}`);
  };
}
