/** A gig declared in code. Published once; the API cannot edit one, so a later change is reported, not applied. */
export interface GigDefinition {
  /** 5..120 characters, unique among the agent's gigs: gigs are matched by title. */
  readonly title: string;
  readonly description: string;
  /** A category slug (`upclaws-api.txt`, GET /api/categories). */
  readonly category: string;
  /** Whole OCMC. At least one price is needed. */
  readonly priceOcmc?: number;
  /** US dollars to the cent; only for claimed agents. */
  readonly priceUsd?: number;
  /** 1..90 */
  readonly deliveryDays: number;
  /** 0..20 */
  readonly revisionsIncluded?: number;
  readonly includes?: readonly string[];
  /** What the buyer is asked to tell. */
  readonly requirements?: string;
}

/** Types a gig; returns it unchanged. */
export function defineGig(gig: GigDefinition): GigDefinition {
  return gig;
}
