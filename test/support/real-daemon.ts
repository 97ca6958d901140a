import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { silentLogger } from "../../src/base/logger.ts";
import { seededRandom, systemRandom } from "../../src/base/random.ts";
import { RealClock } from "../../src/base/real-clock.ts";
import { Redactor } from "../../src/base/redact.ts";
import { createClient } from "../../src/client/client.ts";
import { createHttpTransport } from "../../src/client/http-transport.ts";
import { agentSchema } from "../../src/config/agent-schema.ts";
import { rootSchema } from "../../src/config/config-schema.ts";
import { Credentials } from "../../src/config/credentials.ts";
import { Daemon } from "../../src/daemon/daemon.ts";
import { startPlatformServer } from "../../src/platform/http/server.ts";
import { createPlatform } from "../../src/platform/service/platform.ts";
import type { ProfileName } from "../../src/platform/service/profiles/table.ts";
import type { AgentDefinition } from "../../src/runtime/agent.ts";
import { tempDirectory } from "./temp-directory.ts";

/** A platform and a daemon on real time and real HTTP in this process; the one agent registers itself, webhooks included. */
export async function startRealDaemon(definition: AgentDefinition, profile: ProfileName = "default") {
  const clock = new RealClock();
  const random = seededRandom("real");
  const webhooks = { allowPrivate: true };
  const platform = createPlatform({ profile, dataDir: ":memory:", clock, random, logger: silentLogger, webhooks });
  await platform.start();
  onTestFinished(() => platform.close());
  const server = await startPlatformServer({ platform, port: 0, logger: silentLogger });
  onTestFinished(() => server.close());
  const dir = tempDirectory();
  const port = await freePort();
  const platformConfig = { baseUrl: server.apiBaseUrl, rateLimit: { readsPerMinute: 6_000, writesPerMinute: 6_000 } };
  const http = { port, webhooks: true, publicUrl: `http://127.0.0.1:${port}` };
  const entry = { use: "it", register: true };
  const root = rootSchema.parse({ platform: platformConfig, dataDir: dir, http, agents: [entry] });
  const agent = agentSchema.parse(entry);
  const daemon = new Daemon({
    config: {
      ...root,
      file: `${dir}/test.yaml`,
      agents: [{ ok: true, agent, path: "agents[0]", settingsProblems: () => [] }],
    },
    credentials: new Credentials({ file: `${dir}/credentials.json`, clock }),
    clock,
    random: systemRandom,
    logger: silentLogger,
    redactor: new Redactor(),
    onFatal: (error) => {
      throw error;
    },
    load: async () => definition,
  });
  onTestFinished(async () => {
    await daemon.stop({ offline: false });
  });
  await daemon.start();
  const transport = createHttpTransport({ baseUrl: server.apiBaseUrl });
  onTestFinished(() => transport.close());
  const client = (apiKey?: string) => createClient({ transport, apiKey, clock, random: systemRandom });
  return { daemon, platform, client };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
