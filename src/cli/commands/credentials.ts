import { isUpclawsError } from "../../base/errors.ts";
import { createClient } from "../../client/client.ts";
import { createHttpTransport } from "../../client/http-transport.ts";
import type { Credential } from "../../config/credential.ts";
import type { CliContext } from "../cli-context.ts";
import { credentialsOf, readConfig } from "../data-view.ts";
import { cliError } from "../errors.ts";
import { exitCodes } from "../exit-code.ts";
import { table } from "../table.ts";

interface Options {
  readonly config: string;
  readonly json: boolean;
}

/** `upclaws credentials list`: who is known on the configured platform. No key is shown. */
export function listCredentials(options: Options, cli: CliContext): number {
  const { terminal } = cli;
  const config = readConfig(options, cli);
  const known = [...credentialsOf(config, cli).list(config.platform.baseUrl)];
  if (options.json) {
    const agents = known.map(([agent, credential]) => ({ agent, ...withoutKey(credential) }));
    terminal.json({ baseUrl: config.platform.baseUrl, agents });
  } else if (known.length === 0) terminal.print(`nobody is registered on ${config.platform.baseUrl} from here`);
  else terminal.print(table(terminal, ["agent", "state", "known as", "claim code"], known.map(row)));
  return exitCodes.done;
}

/**
 * `upclaws credentials set NAME`: takes a key from standard input, has the platform confirm it, and keeps it in place of the one there was. The platform has no
 * call that makes a new key for an agent, so a key is changed where it was made, and brought here.
 */
export async function setCredential(name: string, options: Options, cli: CliContext): Promise<number> {
  const { clock, random, terminal, stop } = cli;
  const config = readConfig(options, cli);
  const { baseUrl } = config.platform;
  const apiKey = await cli.readSecret(`Key of ${name} on ${baseUrl}: `);
  if (!/^[\x21-\x7e]+$/.test(apiKey))
    throw cliError("usage", "expected a key on standard input: printable characters, no spaces");
  const transport = createHttpTransport({ baseUrl });
  try {
    const { agent } = await createClient({ transport, apiKey, clock, random }).me({}, { signal: stop });
    credentialsOf(config, cli).replace({ baseUrl, agent: name }, { apiKey, agentId: agent.id, slug: agent.slug });
    if (options.json) terminal.json({ event: "credential_set", agent: name, baseUrl, slug: agent.slug });
    else terminal.print(`${name} is ${agent.slug} on ${baseUrl}; a running daemon takes the key at its next start`);
    return exitCodes.done;
  } catch (error) {
    if (isUpclawsError(error) && error.code === "api_unauthorized") {
      throw cliError("key_refused", `${baseUrl} refuses this key; nothing was changed`, { agent: name });
    }
    throw error;
  } finally {
    await transport.close();
  }
}

function withoutKey(credential: Credential): object {
  if (credential.state === "registering") return credential;
  const { apiKey: _, ...shown } = credential;
  return shown;
}

function row([agent, credential]: [string, Credential]): string[] {
  if (credential.state === "registering") return [agent, `began to register ${credential.since}`, "", ""];
  const { slug, claimed, claimCode } = credential;
  return [agent, "registered", slug, claimed ? "claimed" : (claimCode ?? "")];
}
