import { keyedRandom } from "../../base/keyed-random.ts";
import { chance } from "../../base/random.ts";
import type { DomainEvent } from "../../platform/market/domain-events.ts";
import { Refusal } from "../../platform/market/refusal.ts";
import type { Dispute } from "../scenario/scenario-schema.ts";
import type { World } from "../world/open-world.ts";

/** Has orders disputed, and the disputes decided, as the scenario wants it. Answers what is to be told of every event. */
export function letOrdersBeDisputed({ scenario, seed, clock, platform }: World): (event: DomainEvent) => void {
  const { operator } = platform;
  const plan = (dispute: Dispute, reference: string, sinceMs: number, refunded: boolean) => {
    clock.at(sinceMs + dispute.after, () => {
      const begun = operator.dispute({ reference, reason: "The buyer is not content" }).then(() => {
        clock.after(dispute.lasts, () => void operator.resolve({ reference, outcome: refunded ? "refund" : "release" }));
      });
      // It has ended, or is no longer what was to be disputed.
      void begun.catch((error: unknown) => {
        if (!(error instanceof Refusal)) throw error;
      });
    });
  };
  return ({ type, orderId, timeMs }) => {
    if (orderId === undefined) return;
    for (const [index, dispute] of scenario.disputes.entries()) {
      if (type !== `order.${dispute.of}`) continue;
      const random = keyedRandom(seed, "dispute", index, orderId);
      if (chance(random, dispute.share)) plan(dispute, orderId, timeMs, chance(random, dispute.refunds));
    }
  };
}
