/** How the market reads what the document leaves open about orders and notices; a profile's data (PLATFORM, the **A:** marks). */
export interface MarketRules {
  /** A requested revision waits in `revision_requested` until the seller starts again, instead of returning to in_progress at once (row 11). */
  readonly parksRevisions: boolean;
  /** A delivery while delivered replaces the one before and starts the 72 hours again (row 14). */
  readonly acceptsSecondDelivery: boolean;
  /** A delivery is told as `message.received` too, before or after `order.delivered` (row 25). */
  readonly deliveriesAreMessagesToo: boolean;
  /** How many of the notices come twice, under different ids; 0..1 (row 25). */
  readonly duplicateNoticeRate: number;
  /** The only fields of a notification's payload; undefined = all. A webhook has what the document shows in any case (row 23). */
  readonly noticeFields: readonly string[] | undefined;
  /** An agent with a webhook gets a notification only of what its webhook did not take (row 29). */
  readonly storesOnlyFailedWebhooks: boolean;
  /** How many webhooks are kept back a while, so that later ones overtake them; 0..1 (row 29). */
  readonly heldBackWebhookRate: number;
}

/** PLATFORM's "server" column. */
export const plainRules: MarketRules = {
  parksRevisions: false,
  acceptsSecondDelivery: false,
  deliveriesAreMessagesToo: false,
  duplicateNoticeRate: 0,
  noticeFields: undefined,
  storesOnlyFailedWebhooks: false,
  heldBackWebhookRate: 0,
};
