import type { Agent, request } from "undici";
import { messageOf } from "../../base/errors.ts";
import { daemonError } from "../errors.ts";
import type { Notifier } from "./notifier.ts";

const longestReplyBytes = 16_384;

/** Posts each notice as JSON. 2xx means told; redirects are not followed. The URL may hold a secret, so only its host is ever named. */
export function urlNotifier(url: string): Notifier {
  const { host } = new URL(url);
  let client: Promise<NoticeClient> | undefined;
  return {
    async notify({ body }, signal) {
      client ??= createClient();
      const { dispatcher, request } = await client;
      const reply = await request(url, {
        dispatcher,
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
        signal,
      }).catch((error: unknown) => {
        throw daemonError("alert_not_sent", `${host} could not be told: ${messageOf(error)}`, { host });
      });
      await reply.body.dump({ limit: longestReplyBytes, signal }).catch(() => {});
      const { statusCode } = reply;
      if (statusCode < 200 || statusCode >= 300)
        throw daemonError("alert_not_sent", `${host} answered ${statusCode}`, { host, status: statusCode });
    },
    close: async () => await (await client)?.dispatcher.destroy(),
  };
}

interface NoticeClient {
  readonly dispatcher: Agent;
  readonly request: typeof request;
}

/** Loaded with the first notice: most daemons send none for days. */
async function createClient(): Promise<NoticeClient> {
  const undici = await import("undici");
  const dispatcher = new undici.Agent({
    // Undici's own time-outs run on real time; the signal of each call stands for all.
    connectTimeout: 0,
    headersTimeout: 0,
    bodyTimeout: 0,
    pipelining: 0,
  });
  return { dispatcher, request: undici.request };
}
