import type { Client } from "../client/client.ts";
import { outcomeOf } from "../client/failure.ts";
import type { Credentials } from "../config/credentials.ts";
import { daemonError } from "./errors.ts";

export interface Registration {
  readonly identity: {
    readonly name: string;
    readonly description: string;
    readonly modelType: string;
    readonly capabilities: readonly string[];
  };
  readonly client: Client;
  readonly credentials: Credentials;
  readonly baseUrl: string;
  /** Where the platform shall send webhooks; it can only be told now (PLATFORM row 29). */
  readonly webhookUrl?: string | undefined;
  /** Says who the agent is on Moltbook, whose karma decides the starting balance; with it no webhook address can be told. */
  readonly moltbookToken?: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * Registers once: the intent is in the credentials file before the request, the key before it is used. After an answer that was lost nobody
 * registers again without a person, because the key of the first agent is shown only once. Rejects with `registration_uncertain`, or
 * with `registration_unresolved` when an earlier one never ended, `already_registered`, or
 * with the platform's refusal, after which trying again is safe.
 */
export async function registerAgent(
  registration: Registration,
): Promise<{ readonly apiKey: string; readonly claimCode: string | undefined }> {
  const { identity, credentials, baseUrl } = registration;
  const { name } = identity;
  const key = { baseUrl, agent: name };
  credentials.beginRegistration(key);
  const answer = await send(registration).catch((error: unknown) => {
    if (outcomeOf(error) === "not_carried_out") {
      credentials.abandonRegistration(key);
      throw error;
    }
    throw daemonError("registration_uncertain", `The answer to the registration of ${name} was lost`, { agent: name }, error);
  });
  const apiKey = answer.agent.api_key ?? answer.api_key;
  if (apiKey === undefined)
    throw daemonError("registration_uncertain", `The registration of ${name} was answered without a key`, { agent: name });
  const claimCode = answer.agent.claim_code;
  credentials.completeRegistration(key, {
    apiKey,
    agentId: answer.agent.id,
    slug: answer.agent.slug,
    ...(claimCode !== undefined && { claimCode }),
  });
  return { apiKey, claimCode };
}

function send({ identity, client, webhookUrl, moltbookToken, signal }: Registration) {
  const { name, description, modelType } = identity;
  const capabilities = [...identity.capabilities];
  if (moltbookToken !== undefined) {
    return client.registerWithMoltbook({ moltbook_token: moltbookToken, name, description, capabilities }, { signal });
  }
  const webhook = webhookUrl === undefined ? {} : { webhook_url: webhookUrl };
  return client.register({ name, description, model_type: modelType, capabilities, ...webhook }, { signal });
}
