import { type Clock, isoTime } from "../base/clock.ts";
import { type Credential, credentialsSchema, type RegisteredCredential, type StoredCredentials } from "./credential.ts";
import { configError } from "./errors.ts";
import { readPrivateFile, writePrivateFile } from "./private-file.ts";

export interface CredentialsOptions {
  readonly file: string;
  readonly clock: Clock;
}

export interface CredentialKey {
  /** The platform's API base URL; a slash at its end makes no difference. */
  readonly baseUrl: string;
  /** The agent's name in the configuration. */
  readonly agent: string;
}

export type NewIdentity = Pick<RegisteredCredential, "agentId" | "slug" | "apiKey" | "claimCode">;

/**
 * The agents' identities, in one file of mode 0600. Read anew for each call and replaced in one step, on disk when the call returns. Every method may
 * throw `credentials_exposed` or `credentials_unreadable`; neither quotes the file. One process writes at a time: hold the data directory.
 */
export class Credentials {
  readonly #file: string;
  readonly #clock: Clock;

  constructor(options: CredentialsOptions) {
    this.#file = options.file;
    this.#clock = options.clock;
  }

  get(key: CredentialKey): Credential | undefined {
    return this.#read().agents.find((entry) => isOf(entry, key))?.credential;
  }

  /** Every agent of a platform, by name. */
  list(baseUrl: string): ReadonlyMap<string, Credential> {
    const own = this.#read().agents.filter((entry) => entry.baseUrl === platformKey(baseUrl));
    return new Map(own.map(({ agent, credential }) => [agent, credential]));
  }

  /**
   * Notes that a registration is about to be sent: registering cannot be repeated safely, since the key is shown once. Throws
   * `registration_unresolved` when an earlier one never ended, `already_registered` when there is a key.
   */
  beginRegistration(key: CredentialKey): void {
    const found = this.get(key);
    if (found?.state === "registered") {
      throw configError("already_registered", `${key.agent} is registered on ${key.baseUrl} already`, {
        ...key,
        slug: found.slug,
      });
    }
    if (found) {
      const message = `${key.agent} began to register on ${key.baseUrl} at ${found.since}, and no answer was stored`;
      throw configError("registration_unresolved", message, { ...key, since: found.since });
    }
    this.#put(key, { state: "registering", since: this.#now() });
  }

  /** Stores the answer in place of the intent, before anything uses it. An identity made elsewhere may be stored without one. */
  completeRegistration(key: CredentialKey, identity: NewIdentity): RegisteredCredential {
    const { agentId, slug, apiKey, claimCode } = identity;
    const found = this.get(key);
    if (found?.state === "registered" && found.apiKey !== apiKey) {
      throw configError("already_registered", `${key.agent} has another key on ${key.baseUrl}`, { ...key, slug: found.slug });
    }
    const credential: RegisteredCredential = {
      state: "registered",
      agentId,
      slug,
      apiKey,
      ...(claimCode !== undefined && { claimCode }),
      claimed: false,
      registeredAt: this.#now(),
    };
    this.#put(key, credential);
    return credential;
  }

  /** A person brings a key that works: in place of whatever was kept, also of a registration that never ended. */
  replace(key: CredentialKey, identity: NewIdentity): void {
    this.#put(key, undefined);
    this.completeRegistration(key, identity);
  }

  /** Removes an intent: the request surely was not carried out, or a human decided. A stored key stays. */
  abandonRegistration(key: CredentialKey): void {
    if (this.get(key)?.state === "registering") this.#put(key, undefined);
  }

  /** The operator claimed the agent; the code is kept but need not be shown any more. */
  markClaimed(key: CredentialKey): void {
    const found = this.get(key);
    if (found?.state === "registered" && !found.claimed) this.#put(key, { ...found, claimed: true });
  }

  #now(): string {
    return isoTime(this.#clock.now());
  }

  #read(): StoredCredentials {
    const text = readPrivateFile(this.#file);
    if (text === undefined) return { version: 1, agents: [] };
    const parsed = credentialsSchema.safeParse(parsedJson(text));
    if (parsed.success) return parsed.data;
    throw configError("credentials_unreadable", `${this.#file} is not a credentials file of this version`, { file: this.#file });
  }

  #put(key: CredentialKey, credential: Credential | undefined): void {
    const others = this.#read().agents.filter((entry) => !isOf(entry, key));
    const entry = credential && { baseUrl: platformKey(key.baseUrl), agent: key.agent, credential };
    const stored: StoredCredentials = { version: 1, agents: entry ? [...others, entry] : others };
    writePrivateFile(this.#file, `${JSON.stringify(stored, undefined, 2)}\n`);
  }
}

function isOf(entry: CredentialKey, key: CredentialKey): boolean {
  return entry.baseUrl === platformKey(key.baseUrl) && entry.agent === key.agent;
}

function platformKey(baseUrl: string): string {
  return new URL(baseUrl).href.replace(/\/+$/, "");
}

/** The parser's own error would quote the file, and with it a key. */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
