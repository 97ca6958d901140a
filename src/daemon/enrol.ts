import type { Clock } from "../base/clock.ts";
import { messageOf } from "../base/errors.ts";
import type { Logger } from "../base/logger.ts";
import type { Random } from "../base/random.ts";
import type { Redactor } from "../base/redact.ts";
import { type Client, createClient } from "../client/client.ts";
import type { RateBudgets } from "../client/rate/rate-budgets.ts";
import type { AgentConfig } from "../config/agent-schema.ts";
import type { Credentials } from "../config/credentials.ts";
import type { Transport } from "../protocol/transport.ts";
import type { AgentDefinition } from "../runtime/agent.ts";
import type { AgentInstance } from "../runtime/agent-instance.ts";
import type { FetchAttachment } from "../runtime/attachments/fetch-attachment.ts";
import type { ModelBudget } from "../runtime/model-budget.ts";
import type { WorkerSetup } from "../runtime/worker-setup.ts";
import { daemonError } from "./errors.ts";
import type { WebhookAddresses } from "./http/webhooks/webhook-addresses.ts";
import { registerAgent } from "./register-agent.ts";
import { nextDueMs } from "./schedules.ts";

/** An entry of the configuration with its code. */
export interface DeclaredAgent {
  /** The entry's name, or the code's own. */
  readonly name: string;
  readonly config: AgentConfig;
  readonly definition: AgentDefinition;
}

/** The models all agents of a daemon use, and what they may cost together. */
export type SharedWorkerSetup = Omit<WorkerSetup, "budget" | "defaults"> & {
  readonly budget?: Pick<ModelBudget, "usdPerDayOfAll">;
};

/** What all agents of a daemon share. */
export interface EnrolTools {
  readonly baseUrl: string;
  readonly transport: Transport;
  /** Every client that is made here spends from these. */
  readonly rateBudgets: RateBudgets;
  readonly credentials: Credentials;
  readonly redactor: Redactor;
  /** Keys that every agent works with: the model endpoint's. */
  readonly secrets: readonly string[];
  /** Absent: agents here fetch no attachments. */
  readonly fetchAttachment?: FetchAttachment | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** Absent when webhooks are not received. */
  readonly webhooks?: Pick<WebhookAddresses, "urlOf"> | undefined;
  /** Of agents that have none of their own; absent = no limit. */
  readonly handlerTimeoutMs?: number | undefined;
  /** Absent when the configuration has no `llm`. */
  readonly worker: SharedWorkerSetup | undefined;
}

/**
 * From an entry of the configuration to an agent that can run: code, settings, key (given, remembered, or registered now), identity. Rejects
 * with an error of `daemonErrors`, or with the platform's; only a retryable one is worth another try.
 */
export async function enrol(agent: DeclaredAgent, tools: EnrolTools, signal: AbortSignal): Promise<AgentInstance> {
  const { name, config, definition } = agent;
  const settings = parseSettings(agent);
  for (const [schedule, declared] of Object.entries(definition.schedules ?? {})) {
    nextDueMs(schedule, declared, settings, tools.clock.now());
  }
  const apiKey = await keyOf(agent, tools, signal);
  tools.redactor.add(apiKey);
  const client = clientFor(apiKey, tools);
  const profile = (await client.me({}, { signal })).agent;
  return {
    name,
    definition,
    settings,
    platformId: profile.id,
    platformName: profile.name,
    client,
    secrets: [apiKey, ...tools.secrets],
    fetchAttachment: tools.fetchAttachment,
    handlerTimeoutMs: config.handlerTimeoutMs ?? tools.handlerTimeoutMs,
    spend: config.spend,
    approvals: config.approvals,
    worker: tools.worker && {
      ...tools.worker,
      budget: { ...tools.worker.budget, ...config.budget },
      defaults: config.worker,
    },
  };
}

function clientFor(apiKey: string | undefined, { transport, rateBudgets, clock, random, logger }: EnrolTools): Client {
  const { pace } = rateBudgets.for(apiKey);
  return createClient({ transport, apiKey, clock, random, logger, beforeAttempt: [pace] });
}

/** What the agent's own schema makes of `with:`. Throws `agent_settings_invalid`. */
export function parseSettings({ name, config, definition }: DeclaredAgent): unknown {
  if (!definition.settings) return {};
  const parsed = definition.settings.safeParse(config.with);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `with.${issue.path.map(String).join(".")}: ${issue.message}`);
  throw daemonError("agent_settings_invalid", `${name}: ${problems.join("; ")}`, { agent: name, problems });
}

async function keyOf({ name, config, definition }: DeclaredAgent, tools: EnrolTools, signal: AbortSignal): Promise<string> {
  if (config.apiKey !== undefined) return config.apiKey;
  const { credentials, baseUrl } = tools;
  const known = credentials.get({ baseUrl, agent: name });
  if (known?.state === "registered") return known.apiKey;
  if (!config.register) {
    throw daemonError(
      "agent_without_key",
      `${name} has no key: give apiKey, run "upclaws register ${name}", or set register: true`,
      { agent: name },
    );
  }
  const webhookUrl = await tools.webhooks?.urlOf(name);
  const identity = {
    name,
    description: definition.description,
    modelType: definition.modelType,
    capabilities: definition.capabilities,
  };
  try {
    const client = clientFor(undefined, tools);
    const registered = await registerAgent({ identity, client, credentials, baseUrl, webhookUrl, signal });
    tools.logger.info({ agent: name, claimCode: registered.claimCode }, "registered; the key is in the credentials file");
    return registered.apiKey;
  } catch (error) {
    tools.logger.warn({ agent: name, reason: messageOf(error) }, "registration failed");
    throw error;
  }
}
