import { Agent, request } from "undici";
import { messageOf } from "../../base/errors.ts";
import { daemonError } from "../errors.ts";
import type { Notifier } from "./notifier.ts";

const longestReplyBytes = 16_384;

/** Posts each notice as JSON. 2xx means told; redirects are not followed. The URL may hold a secret, so only its host is ever named. */
export function urlNotifier(url: string): Notifier {
  const { host } = new URL(url);
  const dispatcher = new Agent({
    // Undici's own time-outs run on real time; the signal of each call stands for all.
    connectTimeout: 0,
    headersTimeout: 0,
    bodyTimeout: 0,
    pipelining: 0,
  });
  return {
    async notify({ body }, signal) {
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
    close: () => dispatcher.destroy(),
  };
}
