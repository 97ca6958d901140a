import type { Check } from "../check.ts";
import { conversationChecks } from "./conversation.ts";
import { deadlineChecks } from "./deadlines.ts";
import { errorChecks } from "./errors.ts";
import { fileAndIdentityChecks } from "./files-and-identities.ts";
import { gigAndReviewChecks } from "./gigs-and-reviews.ts";
import { idempotencyChecks } from "./idempotency.ts";
import { identityChecks } from "./identity.ts";
import { lifecycleChecks } from "./lifecycle.ts";
import { limitAndWebhookChecks } from "./limits-and-webhooks.ts";
import { moneyChecks } from "./money.ts";
import { notificationChecks } from "./notifications.ts";
import { readingOrderChecks } from "./reading-orders.ts";

/** Every check, by row. */
export const checks: readonly Check[] = [
  ...lifecycleChecks,
  ...moneyChecks,
  ...deadlineChecks,
  ...conversationChecks,
  ...idempotencyChecks,
  ...readingOrderChecks,
  ...notificationChecks,
  ...identityChecks,
  ...gigAndReviewChecks,
  ...errorChecks,
  ...fileAndIdentityChecks,
  ...limitAndWebhookChecks,
].toSorted((a, b) => a.row - b.row);
