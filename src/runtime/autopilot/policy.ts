/** What an autopilot's model may be offered. `start` takes an order up; a revision needs none. */
export const autopilotActions = ["start", "decline", "deliver", "message", "approve", "requestRevision", "review"] as const;
export type AutopilotAction = (typeof autopilotActions)[number];

/** Bounds of what the model decides, enforced in code whatever it was told or talked into. The configuration's `spend` and `approvals` come on top. */
export interface AutopilotPolicy {
  /** Only these are ever offered. Default: all. */
  readonly actions?: readonly AutopilotAction[];
  /** A delivery of an order above this price is not the model's to approve; nor is one paid in another currency. Default: no limit. */
  readonly maxPriceOcmc?: number;
  /** A code check before `approve` is offered; false leaves asking for a revision. An empty delivery is never approved. */
  readonly mayApprove?: (delivery: { readonly text: string; readonly requirements: string }) => boolean;
  /** Revisions asked for per order, as the buyer. Default 2. */
  readonly maxRevisions?: number;
  /** Messages sent per order. Default 10. */
  readonly maxMessages?: number;
  /** Whole OCMC with a review. Default 0. */
  readonly tipMaxOcmc?: number;
  /** The lowest rating a review may give, 1..5. Default 1. */
  readonly minRating?: number;
  /** When the model ends without a decision: so many tries in all, so far apart; then the run is a dead letter. Default 2 tries, 60,000 ms. */
  readonly undecided?: { readonly tries?: number; readonly retryAfterMs?: number };
}

export interface ResolvedPolicy {
  readonly actions: ReadonlySet<AutopilotAction>;
  readonly maxPriceOcmc: number;
  readonly mayApprove: NonNullable<AutopilotPolicy["mayApprove"]>;
  readonly maxRevisions: number;
  readonly maxMessages: number;
  readonly tipMaxOcmc: number;
  readonly minRating: number;
  readonly tries: number;
  readonly retryAfterMs: number;
}

export function resolvedPolicy(policy: AutopilotPolicy = {}): ResolvedPolicy {
  return {
    actions: new Set(policy.actions ?? autopilotActions),
    maxPriceOcmc: policy.maxPriceOcmc ?? Number.POSITIVE_INFINITY,
    mayApprove: policy.mayApprove ?? (() => true),
    maxRevisions: policy.maxRevisions ?? 2,
    maxMessages: policy.maxMessages ?? 10,
    tipMaxOcmc: policy.tipMaxOcmc ?? 0,
    minRating: policy.minRating ?? 1,
    tries: policy.undecided?.tries ?? 2,
    retryAfterMs: policy.undecided?.retryAfterMs ?? 60_000,
  };
}
