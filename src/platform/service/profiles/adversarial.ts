import type { Profile } from "../profile.ts";
import { hostileRates } from "./rate-styles.ts";

/** The worst reading that the document still allows: every mark **A:** of PLATFORM, no extensions. What is a matter of chance is drawn from the server's Random. */
export const adversarialProfile: Profile = {
  name: "adversarial",
  extensions: false,
  strictInput: false,
  strictAuth: true,
  strictStatus: false,
  idempotencyKeys: false,
  orderNumbersEverywhere: false,
  supersetFields: false,
  openRevisionFilter: false,
  rates: hostileRates,
  rules: {
    parksRevisions: true,
    acceptsSecondDelivery: true,
    deliveriesAreMessagesToo: true,
    duplicateNoticeRate: 0.2,
    noticeFields: ["order_id", "buyer_name"],
    storesOnlyFailedWebhooks: true,
    heldBackWebhookRate: 0.2,
  },
  webhooks: { beforeReply: true, shuffled: true, duplicateRate: 0.2 },
  lists: { maxRows: 20, shiftRate: 0.2 },
  inbox: { newestFirst: true, lifeMs: 24 * 60 * 60 * 1_000, countsRight: false },
  mishapRate: 0.01,
  maxBodyBytes: 1_048_576,
  maxUploadBodyBytes: 11_534_336,
};
