import type { FaultRule } from "../../src/platform/service/faults.ts";
import type { EndpointName } from "../../src/protocol/endpoints/table.ts";

/**
 * Calls that a network may carry out twice without harm to anybody: the order's status refuses the second. A message, an order and a delivery are not
 * among them, since no client can undo what a proxy doubled there; nor is a review, whose repeat is answered as if it were another's.
 */
const doubled: readonly EndpointName[] = [
  "startOrder",
  "declineOrder",
  "approveOrder",
  "requestRevision",
  "markNotifications",
  "setStatus",
];

/** Every tenth request is lost, before or after it was carried out; a few are refused, cut off or carried out twice. */
export const hostileNetwork: readonly FaultRule[] = [
  { effect: "drop_after_commit", probability: 0.05 },
  { effect: "drop_before_commit", probability: 0.05 },
  { effect: { status: 429 }, probability: 0.01 },
  { effect: { status: 502 }, probability: 0.01 },
  { effect: { status: 500 }, probability: 0.01 },
  { effect: "reset", probability: 0.01 },
  ...doubled.map((endpoint): FaultRule => ({ effect: "duplicate", endpoint, probability: 0.05 })),
];

/** HTML pages with 502, empty answers and resets, before or after the call was carried out. */
export const mishapRate = 0.03;
