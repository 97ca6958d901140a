import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { stringify } from "yaml";
import { silentLogger } from "../../src/base/logger.ts";
import { seededRandom } from "../../src/base/random.ts";
import { RealClock } from "../../src/base/real-clock.ts";
import { parseScript } from "../../src/llm/scripted/parse-script.ts";
import { createScriptedServer } from "../../src/llm/scripted/scripted-server.ts";
import { startPlatformServer } from "../../src/platform/http/server.ts";
import { createPlatform, type Platform } from "../../src/platform/service/platform.ts";
import { cliHere, type HereOptions, type Said } from "./cli-here.ts";
import { testClient } from "./platform-client.ts";
import { tempDirectory } from "./temp-directory.ts";

/** Marketplace and model over HTTP, and a project folder to call commands in. */
export interface CliMarket {
  readonly platform: Platform;
  readonly origin: string;
  readonly apiBaseUrl: string;
  readonly dir: string;
  /** Writes upclaws.config.yaml: what is not given points to the two servers and sells as the shipped writer. */
  configure(overrides?: Readonly<Record<string, unknown>>): void;
  /** Writes agents/NAME/agent.ts; answers its `use`. */
  agent(name: string, code: string): string;
  /** Registers by hand; answers the key. */
  register(name: string): Promise<string>;
  run(args: readonly string[], options?: HereOptions): Promise<Said>;
  /** Without `--config`. */
  bare(args: readonly string[]): Promise<Said>;
}

const writer = new URL("../../agents/writer", import.meta.url).pathname;
const script = "rules: []\ndefault: { json: { ready: true } }\n";

/** Ends with the test. */
export async function openCliMarket(seed = "cli market"): Promise<CliMarket> {
  const clock = new RealClock();
  const platform = createPlatform({
    dataDir: ":memory:",
    clock,
    random: seededRandom(seed),
    logger: silentLogger,
    rateLimits: {},
    control: {},
  });
  await platform.start();
  onTestFinished(() => platform.close());
  const server = await startPlatformServer({ platform, port: 0, logger: silentLogger });
  onTestFinished(() => server.close());
  const model = createScriptedServer({ clock, logger: silentLogger, script: parseScript(script, "the test"), port: 0 });
  const { baseUrl } = await model.start();
  onTestFinished(() => model.close());
  const dir = tempDirectory();
  const config = join(dir, "upclaws.config.yaml");
  // As an installed package: agents that a test writes there import it by name.
  mkdirSync(join(dir, "node_modules"));
  symlinkSync(new URL("../../", import.meta.url).pathname, join(dir, "node_modules/upclaws"));
  const standard = {
    platform: { baseUrl: server.apiBaseUrl },
    dataDir: "data",
    logLevel: "silent",
    llm: { baseUrl, models: ["gpt-5-mini"], prices: { "gpt-5-mini": { inputUsdPerMTok: 0.25, outputUsdPerMTok: 2 } } },
    agents: [{ use: writer }],
  };
  return {
    platform,
    origin: new URL(server.apiBaseUrl).origin,
    apiBaseUrl: server.apiBaseUrl,
    dir,
    configure: (overrides = {}) => writeFileSync(config, stringify({ ...standard, ...overrides })),
    agent: (name, code) => {
      mkdirSync(join(dir, "agents", name), { recursive: true });
      writeFileSync(join(dir, "agents", name, "agent.ts"), code);
      return `./agents/${name}`;
    },
    register: async (name) => {
      const identity = { name, description: name, model_type: "m", capabilities: ["c"] };
      return (await testClient(server.apiBaseUrl).post("/agents/register", identity)).field("agent.api_key");
    },
    bare: (args) => cliHere(args),
    run: (args, options) => cliHere([...args, "--config", config], options),
  };
}
