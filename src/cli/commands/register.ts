import { silentLogger } from "../../base/logger.ts";
import { Redactor } from "../../base/redact.ts";
import { createClient } from "../../client/client.ts";
import { createHttpTransport } from "../../client/http-transport.ts";
import type { Config } from "../../config/config.ts";
import { declareAgents } from "../../daemon/declared-agents.ts";
import { WebhookAddresses } from "../../daemon/http/webhooks/webhook-addresses.ts";
import { loadDefinition } from "../../daemon/load-definition.ts";
import { moltbookIdentityToken } from "../../daemon/moltbook-token.ts";
import { registerAgent } from "../../daemon/register-agent.ts";
import { SqliteEngine } from "../../engine/sqlite-engine.ts";
import { type DataDirectory, openDataDirectory } from "../../store/data-directory.ts";
import type { CliContext } from "../cli-context.ts";
import { credentialsOf, readConfig } from "../data-view.ts";
import { cliError } from "../errors.ts";
import { exitCodes } from "../exit-code.ts";

export interface RegisterOptions {
  readonly config: string;
  readonly forgetUncertain: boolean;
  readonly moltbook: boolean;
  readonly showKey: boolean;
  readonly json: boolean;
}

/** `upclaws register NAME`: the key goes into the credentials file and is not shown unless asked for; the claim code is. */
export async function register(name: string, options: RegisterOptions, cli: CliContext): Promise<number> {
  const config = readConfig(options, cli);
  const { baseUrl } = config.platform;
  const { clock, random, terminal } = cli;
  const declared = await declareAgents(config.agents, (use) => loadDefinition(use, config.file), cli.clock);
  const agent = declared.find((candidate) => candidate.name === name);
  if (!agent)
    throw cliError("usage", `The configuration has no agent "${name}"; it has: ${declared.map((one) => one.name).join(", ")}`, {
      name,
    });
  if (!agent.ok) throw cliError("usage", `${name}: ${agent.reason}`, { name });

  const directory = openDataDirectory({ dir: config.dataDir, clock, platformBaseUrl: baseUrl, onFatal: cli.fatal });
  const transport = createHttpTransport({ baseUrl });
  try {
    const credentials = credentialsOf(config, cli);
    if (options.forgetUncertain) credentials.abandonRegistration({ baseUrl, agent: name });
    const { description, modelType, capabilities } = agent.definition;
    const client = createClient({ transport, apiKey: undefined, clock, random });
    const identity = { name, description, modelType, capabilities };
    const how = options.moltbook
      ? { moltbookToken: await moltbookTokenOf(name, config, cli) }
      : { webhookUrl: await webhookUrlOf(name, config, directory, cli) };
    const { apiKey, claimCode } = await registerAgent({ identity, client, credentials, baseUrl, ...how, signal: cli.stop });
    const shownKey = options.showKey ? { apiKey } : {};
    if (options.json) terminal.json({ event: "registered", agent: name, baseUrl, claimCode: claimCode ?? null, ...shownKey });
    else {
      terminal.print(`${name} is registered on ${baseUrl}; its key is in ${config.dataDir}/credentials.json`);
      if (claimCode) terminal.print(`Claim code: ${claimCode} (a person claims the agent with it; the file keeps it too)`);
    }
    if (options.showKey && !options.json) terminal.print(`Key: ${apiKey}`);
    return exitCodes.done;
  } finally {
    await transport.close();
    directory.close();
  }
}

/** Durable before the platform is told: it is told once. */
async function webhookUrlOf(name: string, { http }: Config, store: DataDirectory, { clock, random }: CliContext) {
  if (!http?.webhooks || http.publicUrl === undefined) return undefined;
  const engine = new SqliteEngine({ store, clock, random, logger: silentLogger });
  const addresses = new WebhookAddresses({ engine, random, redactor: new Redactor(), publicUrl: http.publicUrl });
  return await addresses.urlOf(name);
}

/** Asked for before anything is noted: a refusal here leaves no registration open. */
async function moltbookTokenOf(name: string, { moltbook, file }: Config, { env, stop, terminal }: CliContext): Promise<string> {
  const apiKey = moltbook.apiKey ?? env.MOLTBOOK_API_KEY;
  if (apiKey === undefined) {
    throw cliError("usage", `${name} has no key for Moltbook: set MOLTBOOK_API_KEY, or moltbook.apiKey in ${file}`, { name });
  }
  terminal.tell(`asking ${moltbook.baseUrl} who ${name} is there`);
  return await moltbookIdentityToken({ baseUrl: moltbook.baseUrl, apiKey, signal: stop });
}
