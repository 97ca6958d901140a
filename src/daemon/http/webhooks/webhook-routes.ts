import type { FastifyInstance } from "fastify";
import type { Clock } from "../../../base/clock.ts";
import type { Logger } from "../../../base/logger.ts";
import type { DataDirectory } from "../../../store/data-directory.ts";
import { keepHint } from "../../../store/hint-table.ts";
import { WakeCredit } from "../../wake-credit.ts";
import { readHint } from "./read-hint.ts";
import { type WebhookAddresses, webhookPath } from "./webhook-addresses.ts";

export interface WebhookRoutesOptions {
  readonly addresses: Pick<WebhookAddresses, "agentAt">;
  readonly store: Pick<DataDirectory, "commits">;
  readonly clock: Clock;
  readonly log: Logger;
  /** Makes the agent poll soon and follow its hints, within its own limits. */
  readonly onWebhook: (agent: string) => void;
}

/** Messages and feedback are 64 KiB each at most; every byte may take six as JSON. */
const longestBody = 1_024 * 1_024;
/** Hints that are kept per agent in the long run: one in so many milliseconds. */
const keepEveryMs = 100;

/**
 * `POST /webhooks/{path}`: keeps what was said as a hint, then wakes the agent's poller, which may look for the hint, and answers 200. Anybody may
 * call it (webhooks are unsigned, PLATFORM row 29), so a wake is bounded by the poller and a hint by 429, after which the platform tries again.
 * An unknown path is 404, costs nothing, and its body is not read.
 */
export function webhookRoutes(options: WebhookRoutesOptions): (app: FastifyInstance) => void {
  const { addresses, store, clock, log } = options;
  const credits = new Map<string, WakeCredit>();
  const mayKeep = (agent: string) => {
    const credit = credits.get(agent) ?? new WakeCredit(keepEveryMs);
    credits.set(agent, credit);
    const nowMs = clock.now();
    if (credit.availableAtMs > nowMs) return false;
    credit.spend(nowMs);
    return true;
  };
  return (app) => {
    // Its own scope: here every body is bytes, whatever it calls itself.
    app.register(async (scope) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: longestBody }, (_request, body, done) => done(null, body));
      scope.route<{ Params: { path: string } }>({
        method: "POST",
        url: `${webhookPath}:path`,
        onRequest: async (request, reply) => {
          if (addresses.agentAt(request.params.path) === undefined) return reply.callNotFound();
        },
        handler: async (request, reply) => {
          const agent = addresses.agentAt(request.params.path) ?? "";
          if (!mayKeep(agent)) {
            options.onWebhook(agent);
            return reply.code(429).header("retry-after", "1").send({ error: "too many" });
          }
          const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
          const hint = readHint(agent, request.headers, body);
          await store.commits.commit((database) => keepHint(database, hint, clock.now()));
          options.onWebhook(agent);
          log.debug({ agent, delivery: hint.deliveryId, event: hint.type, order: hint.orderId }, "webhook received");
          return { received: true };
        },
      });
    });
  };
}
