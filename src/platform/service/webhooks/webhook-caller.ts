import type { Agent, request } from "undici";
import { type AddressRules, hostProblem } from "../../../base/address-rules.ts";
import { isoTime } from "../../../base/clock.ts";
import { messageOf } from "../../../base/errors.ts";
import type { WebhookDelivery } from "../../market/webhook-outbox.ts";
import { checkedLookup, type ResolveHost } from "./checked-lookup.ts";

export interface WebhookCallerOptions {
  readonly rules: AddressRules;
  readonly resolveHost: ResolveHost;
}

/** What came of one try; `problem` is for the log and never holds the URL's path. */
export type CallResult = { readonly arrived: true } | { readonly arrived: false; readonly problem: string };

interface WebhookClient {
  readonly agent: Agent;
  readonly request: typeof request;
}

/** What of a reply's body is read before its connection is given up. */
const longestReplyBytes = 16_384;

/** Makes the one HTTP request of a try, as the document shows it (API section "Webhooks", PLATFORM row 29). Follows no redirect. */
export class WebhookCaller {
  readonly #options: WebhookCallerOptions;
  #client: Promise<WebhookClient> | undefined;

  constructor(options: WebhookCallerOptions) {
    this.#options = options;
  }

  /** Loads what calls are made with, a fifth of a fresh server's modules, which most servers never need. The first call does so as well. */
  open(): Promise<WebhookClient> {
    this.#client ??= createClient(this.#options);
    return this.#client;
  }

  /** Only 2xx is an arrival. Never rejects. */
  async call(delivery: WebhookDelivery, signal: AbortSignal): Promise<CallResult> {
    const { url, id, type, createdMs, payload } = delivery;
    const timestamp = isoTime(createdMs);
    try {
      // A literal address is never looked up, so it is judged here.
      const problem = hostProblem(new URL(url).hostname, this.#options.rules);
      if (problem !== undefined) return { arrived: false, problem };
      const { agent, request } = await this.open();
      const reply = await request(url, {
        dispatcher: agent,
        method: "POST",
        signal,
        headers: {
          "content-type": "application/json",
          "x-openclawmart-event": type,
          "x-openclawmart-timestamp": timestamp,
          "x-openclawmart-delivery": id,
        },
        body: `{"event":${JSON.stringify(type)},"timestamp":"${timestamp}","data":${payload}}`,
      });
      await reply.body.dump({ limit: longestReplyBytes, signal }).catch(() => {});
      const { statusCode } = reply;
      return statusCode >= 200 && statusCode < 300 ? { arrived: true } : { arrived: false, problem: `answered ${statusCode}` };
    } catch (error) {
      return { arrived: false, problem: messageOf(error) };
    }
  }

  /** Ends every connection. */
  async close(): Promise<void> {
    await (await this.#client)?.agent.destroy();
  }
}

async function createClient({ rules, resolveHost }: WebhookCallerOptions): Promise<WebhookClient> {
  const undici = await import("undici");
  const agent = new undici.Agent({
    connect: { lookup: checkedLookup(resolveHost, rules) },
    // Undici's own time-outs run on real time; the signal of each call stands for all.
    connectTimeout: 0,
    headersTimeout: 0,
    bodyTimeout: 0,
    pipelining: 0,
    allowH2: false,
  });
  return { agent, request: undici.request };
}
