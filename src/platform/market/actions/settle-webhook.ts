import { type Backoff, fullJitterMs } from "../../../base/backoff.ts";
import type { Market } from "../market.ts";
import { storeNotice } from "../tell-agent.ts";
import type { WebhookDelivery } from "../webhook-outbox.ts";

/** PLATFORM row 29. */
const webhookTries = 5;
const backoff: Backoff = { baseMs: 10_000, maxMs: 600_000 };

export type WebhookOutcome = "arrived" | "retried" | "given_up";

/**
 * Books one try: what arrived is done with; what did not is tried again later, or given up, and then it is in the inbox at the latest ("Fallback" in the
 * API document).
 */
export function settleWebhook(market: Market, delivery: WebhookDelivery, arrived: boolean, nowMs: number): WebhookOutcome {
  const { id, agent, type } = delivery;
  const attempts = delivery.attempts + 1;
  if (!arrived && attempts < webhookTries) {
    // Never at once: a receiver that just failed gets a moment.
    market.webhooks.retryAt(delivery, nowMs + 1_000 + fullJitterMs(attempts, backoff, market.random));
    return "retried";
  }
  const wasThere = market.webhooks.remove(delivery);
  if (arrived) return "arrived";
  // The market may have been replaced while the call was under way.
  if (!wasThere) return "given_up";
  if (market.rules.storesOnlyFailedWebhooks) {
    const payload = JSON.parse(delivery.payload) as Record<string, unknown>;
    storeNotice(market, { id, agent, type, payload }, nowMs);
  }
  return "given_up";
}
