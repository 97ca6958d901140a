import { resolve } from "node:path";

/** A configuration as it stands in the file, references to the environment included. */
export type RawConfig = Readonly<Record<string, unknown>>;

export interface SandboxAddresses {
  readonly apiBaseUrl: string;
  /** The scripted model's; absent: the model of the configuration. */
  readonly modelBaseUrl: string | undefined;
}

const ordinaryModels = { models: ["gpt-5-mini"], prices: { "gpt-5-mini": { inputUsdPerMTok: 0.25, outputUsdPerMTok: 2 } } };
/** Quick enough for somebody who sits and watches. */
const pace = { pollIntervalMs: 250, busyPollIntervalMs: 100, reconcileIntervalMs: 15_000, drainTimeoutMs: 2_000 };

/**
 * The same agents with the same limits, on a marketplace of their own: registered there, with no key from elsewhere, nobody alerted and no port but the
 * sandbox's. `folder` is where the configuration stood. References such as `${env:NAME}` stay references: no secret is written down.
 */
export function sandboxConfig(config: RawConfig, folder: string, { apiBaseUrl, modelBaseUrl }: SandboxAddresses): RawConfig {
  const { notify: _, http: __, platform: ___, llm, daemon, agents, ...rest } = config;
  const model =
    modelBaseUrl === undefined
      ? { ...(llm !== undefined && { llm }) }
      : { llm: { ...ordinaryModels, ...section(llm), baseUrl: modelBaseUrl, apiKey: "scripted" } };
  return {
    ...rest,
    platform: { baseUrl: apiBaseUrl, rateLimit: { readsPerMinute: 6_000, writesPerMinute: 2_000 } },
    dataDir: ".",
    daemon: { ...section(daemon), ...pace },
    ...model,
    agents: (agents as readonly unknown[]).map((agent) => sandboxAgent(section(agent), folder)),
  };
}

function sandboxAgent({ apiKey: _, ...agent }: RawConfig, folder: string): RawConfig {
  const { use } = agent;
  const isPath = typeof use === "string" && (/^\.{0,2}\//.test(use) || use === ".");
  return { ...agent, ...(isPath && { use: resolve(folder, use) }), register: true };
}

function section(value: unknown): RawConfig {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as RawConfig) : {};
}
