import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import type { StoredCredentials } from "../../src/config/credential.ts";
import { type TestClient, testClient } from "./platform-client.ts";
import type { Child } from "./process-child.ts";
import { type Finished, projectRoot, upclaws, upclawsToEnd } from "./process-cli.ts";
import { tempDirectory } from "./temp-directory.ts";

/** An operator's folder: a configuration, and a data directory once something has run. */
export interface House {
  readonly folder: string;
  readonly configFile: string;
  readonly dataDir: string;
  /** A verb that takes `--config`. */
  start(...args: readonly string[]): Child;
  toEnd(...args: readonly string[]): Promise<Finished>;
  /** The key that was registered for an agent. */
  keyOf(agent: string): string;
  /** The platform as that agent sees it. */
  as(agent: string): TestClient;
}

export interface HouseOptions {
  readonly apiBaseUrl: string;
  readonly modelBaseUrl?: string;
  readonly agents: readonly object[];
  /** Beside what is set here. */
  readonly daemon?: object;
}

export const llmKey = "sk-canary-of-the-model-endpoint";

export const shipped = (name: "writer" | "shopper") => join(projectRoot, "agents", name);

export function createHouse({ apiBaseUrl, modelBaseUrl, agents, daemon }: HouseOptions): House {
  const folder = tempDirectory();
  const configFile = join(folder, "upclaws.config.yaml");
  const dataDir = join(folder, "data");
  const config = {
    platform: { baseUrl: apiBaseUrl, rateLimit: { readsPerMinute: 6_000, writesPerMinute: 2_000 } },
    dataDir: "data",
    daemon: { pollIntervalMs: 100, busyPollIntervalMs: 100, reconcileIntervalMs: 1_000, drainTimeoutMs: 5_000, ...daemon },
    ...(modelBaseUrl && {
      llm: {
        baseUrl: modelBaseUrl,
        apiKey: llmKey,
        models: ["gpt-5-mini"],
        prices: { "gpt-5-mini": { inputUsdPerMTok: 0.25, outputUsdPerMTok: 2 } },
      },
    }),
    agents,
  };
  writeFileSync(configFile, stringify(config));
  const keyOf = (agent: string) => {
    const stored = JSON.parse(readFileSync(join(dataDir, "credentials.json"), "utf8")) as StoredCredentials;
    const credential = stored.agents.find((entry) => entry.agent === agent)?.credential;
    if (credential?.state !== "registered") throw new Error(`${agent} is not registered`);
    return credential.apiKey;
  };
  const withConfig = (args: readonly string[]) => [...args, "--config", configFile];
  return {
    folder,
    configFile,
    dataDir,
    start: (...args) => upclaws(withConfig(args)),
    toEnd: (...args) => upclawsToEnd(withConfig(args)),
    keyOf,
    as: (agent) => testClient(apiBaseUrl, keyOf(agent)),
  };
}
