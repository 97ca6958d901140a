import { token } from "../../../base/ids.ts";
import type { Random } from "../../../base/random.ts";
import type { Redactor } from "../../../base/redact.ts";
import type { Engine } from "../../../engine/engine.ts";

export interface WebhookAddressesOptions {
  readonly engine: Pick<Engine, "readState" | "writeState">;
  readonly random: Random;
  readonly redactor: Redactor;
  /** Under which the platform reaches this daemon; without a slash at its end. */
  readonly publicUrl: string;
}

export const webhookPath = "/webhooks/";
const scope = "#webhooks";
const tokenBytes = 24;

/**
 * Where the platform sends an agent's webhooks: a path that cannot be guessed, the same for ever, since a webhook can only be set at
 * registration. Whoever knows a path can wake the poller, and no more.
 */
export class WebhookAddresses {
  readonly #options: WebhookAddressesOptions;
  readonly #agents = new Map<string, string>();

  constructor(options: WebhookAddressesOptions) {
    this.#options = options;
    for (const [agent, known] of options.engine.readState(scope)) this.#know(agent, String(known));
  }

  /** The agent's address; durable when the promise resolves. */
  async urlOf(agent: string): Promise<string> {
    const { engine, random, publicUrl } = this.#options;
    const known = engine.readState(scope).get(agent);
    const path = typeof known === "string" ? known : token(random, tokenBytes);
    if (path !== known) {
      await engine.writeState([{ scope, key: agent, value: path }]);
      this.#know(agent, path);
    }
    return `${publicUrl}${webhookPath}${path}`;
  }

  /** Whose path it is; undefined for a stranger's guess. */
  agentAt(path: string): string | undefined {
    return this.#agents.get(path);
  }

  #know(agent: string, path: string): void {
    this.#agents.set(path, agent);
    this.#options.redactor.add(path);
  }
}
