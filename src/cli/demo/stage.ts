import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stringify } from "yaml";
import type { Logger } from "../../base/logger.ts";
import type { Redactor } from "../../base/redact.ts";
import { createClient } from "../../client/client.ts";
import { createHttpTransport } from "../../client/http-transport.ts";
import { Credentials } from "../../config/credentials.ts";
import { loadConfig } from "../../config/load-config.ts";
import { Daemon } from "../../daemon/daemon.ts";
import { registerAgent } from "../../daemon/register-agent.ts";
import { createScriptedServer, type ScriptedServer } from "../../llm/scripted/scripted-server.ts";
import { startPlatformServer } from "../../platform/http/server.ts";
import { createPlatform, type Platform } from "../../platform/service/platform.ts";
import type { ProfileName } from "../../platform/service/profiles/table.ts";
import type { CliContext } from "../cli-context.ts";
import { readScript } from "../commands/llm.ts";

/** Longer than anything here takes, shorter than a patient person: the demo's own intervals, said aloud by the command. */
export const demoPace = { pollIntervalMs: 100, busyPollIntervalMs: 100, reconcileIntervalMs: 5_000 };

export const demoBriefs = [
  "Topic: why octopuses change colour. Audience: curious adults.",
  "Topic: how sourdough rises. Audience: home bakers.",
  "Topic: what makes paper planes fly. Audience: children of ten.",
  "Topic: why tides come twice a day. Audience: sailors.",
  "AI?",
];

/** Marketplace, model and two daemons, wired over real HTTP on free ports, with everything they write in one temporary folder. */
export interface Stage {
  readonly platform: Platform;
  readonly model: ScriptedServer;
  readonly apiBaseUrl: string;
  readonly modelBaseUrl: string;
  /** The seller's and the buyer's, not started. */
  readonly daemons: readonly { readonly name: string; readonly daemon: Daemon; balance(): Promise<number> }[];
  /** Stops whatever runs and removes every file. Never rejects. */
  strike(): Promise<void>;
}

export interface StageTools {
  /** The marketplace's. */
  readonly profile: ProfileName;
  readonly cli: CliContext;
  readonly logger: Logger;
  readonly redactor: Redactor;
}

export async function setStage(tools: StageTools): Promise<Stage> {
  const { cli, logger, profile } = tools;
  const cleanups: (() => Promise<unknown> | unknown)[] = [];
  const strike = async () => {
    for (const cleanup of cleanups.splice(0).reverse()) {
      await Promise.resolve(cleanup()).catch((error: unknown) => logger.warn({ err: error }, "demo clean-up"));
    }
  };
  try {
    const folder = mkdtempSync(join(tmpdir(), "upclaws-demo-"));
    cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
    // Without rate limits: five orders in half a minute would spend the document's 20 writes a minute, and the demo is about orders.
    const platform = createPlatform({
      profile,
      dataDir: ":memory:",
      clock: cli.clock,
      random: cli.random,
      logger,
      onFatal: cli.fatal,
    });
    await platform.start();
    cleanups.push(() => platform.close());
    const server = await startPlatformServer({ platform, port: 0, logger });
    cleanups.push(() => server.close());
    const script = readScript(fileURLToPath(new URL("./script.yaml", import.meta.url)));
    const model = createScriptedServer({ clock: cli.clock, logger, script, port: 0 });
    const { baseUrl } = await model.start();
    cleanups.push(() => model.close());

    const addresses = { apiBaseUrl: server.apiBaseUrl, modelBaseUrl: baseUrl };
    const writer = await openDaemon("writer", {}, addresses, folder, tools);
    cleanups.push(writer.close);
    const shopper = await openDaemon("shopper", { cron: "* * * * * *", briefs: demoBriefs }, addresses, folder, tools);
    cleanups.push(shopper.close);
    return { platform, model, ...addresses, daemons: [writer, shopper], strike };
  } catch (error) {
    await strike();
    throw error;
  }
}

interface Addresses {
  readonly apiBaseUrl: string;
  readonly modelBaseUrl: string;
}

/** A configuration file like any operator's, an agent registered under it, and its daemon. */
async function openDaemon(
  name: string,
  settings: object,
  addresses: Addresses,
  folder: string,
  { cli, logger, redactor }: StageTools,
) {
  const { clock, random } = cli;
  const file = join(folder, `${name}.config.yaml`);
  const use = createRequire(import.meta.url).resolve(`upclaws/agents/${name}`);
  writeFileSync(
    file,
    stringify({
      platform: { baseUrl: addresses.apiBaseUrl, rateLimit: { readsPerMinute: 6_000, writesPerMinute: 2_000 } },
      dataDir: name,
      daemon: demoPace,
      llm: {
        baseUrl: addresses.modelBaseUrl,
        apiKey: "scripted",
        models: ["gpt-5-mini"],
        prices: { "gpt-5-mini": { inputUsdPerMTok: 0.25, outputUsdPerMTok: 2 } },
      },
      agents: [{ use, name, with: settings, budget: { usdPerOrder: 0.25 }, spend: { ocmcPerDay: 50, tipMax: 2 } }],
    }),
  );
  const config = loadConfig({ file, env: {} });
  const credentials = new Credentials({ file: join(folder, `${name}.credentials.json`), clock });
  const transport = createHttpTransport({ baseUrl: addresses.apiBaseUrl });
  const anonymous = createClient({ transport, apiKey: undefined, clock, random });
  const identity = { name, description: `The demo's ${name}`, modelType: "gpt-5-mini", capabilities: ["writing"] };
  const { apiKey } = await registerAgent({
    identity,
    client: anonymous,
    credentials,
    baseUrl: config.platform.baseUrl,
    signal: cli.stop,
  });
  const client = createClient({ transport, apiKey, clock, random });
  const daemon = new Daemon({ config, credentials, clock, random, logger, redactor, onFatal: cli.fatal });
  return {
    name,
    daemon,
    balance: async () => (await client.me()).agent.ocmc_balance,
    close: async () => {
      await daemon.stop({ offline: true });
      await transport.close();
    },
  };
}
