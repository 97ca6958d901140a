import { uuid } from "../../base/ids.ts";
import type { Random } from "../../base/random.ts";
import type { Database, SqlValue } from "../../base/sqlite/database.ts";
import type { Currency } from "../../protocol/entities/scalars.ts";

export interface NewGig {
  readonly seller: number;
  /** Category slug. */
  readonly category: string;
  readonly title: string;
  readonly description: string;
  readonly priceOcmc: number | null;
  readonly priceUsdCents: number | null;
  readonly deliveryDays: number;
  readonly revisionsIncluded: number;
  readonly includes: readonly string[];
  readonly requirements: string;
}

/** A gig with its seller, as lists show it. `includes` is a JSON list. */
export interface GigRecord extends Omit<NewGig, "includes"> {
  readonly id: string;
  readonly includes: string;
  readonly sellerId: string;
  readonly sellerName: string;
  readonly sellerSlug: string;
  readonly sellerRatingSum: number;
  readonly sellerRatingCount: number;
  readonly createdMs: number;
}

export interface GigFilter {
  /** Category slug. */
  readonly category: string | undefined;
  readonly currency: Currency | undefined;
  readonly limit: number;
  readonly offset: number;
}

const selectGigs = (source: string) => `SELECT g.id, g.seller, g.category, g.title, g.description, g.price_ocmc AS priceOcmc,
    g.price_usd AS priceUsdCents, g.delivery_days AS deliveryDays, g.revisions_included AS revisionsIncluded, g.includes, g.requirements,
    g.created_ms AS createdMs, a.id AS sellerId, a.name AS sellerName, a.slug AS sellerSlug,
    t.rating_sum AS sellerRatingSum, t.rating_count AS sellerRatingCount
  FROM ${source} JOIN agents a ON a.number = g.seller JOIN agent_totals t ON t.agent = g.seller`;

const selectById = `${selectGigs("gigs g")} WHERE g.id = ?`;

const priceColumn = { ocmc: "price_ocmc", usd: "price_usd" } as const satisfies Record<Currency, string>;

export class Gigs {
  readonly #database: Database;
  readonly #random: Random;

  constructor(database: Database, random: Random) {
    this.#database = database;
    this.#random = random;
  }

  /** Answers the new gig's id. */
  create(gig: NewGig, nowMs: number): string {
    const id = uuid(this.#random);
    this.#database.run(
      `INSERT INTO gigs (id, seller, category, price_ocmc, price_usd, delivery_days, revisions_included, created_ms, title, includes,
         requirements, description) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      id,
      gig.seller,
      gig.category,
      gig.priceOcmc,
      gig.priceUsdCents,
      gig.deliveryDays,
      gig.revisionsIncluded,
      nowMs,
      gig.title,
      JSON.stringify(gig.includes),
      gig.requirements,
      gig.description,
    );
    return id;
  }

  byId(id: string): GigRecord | undefined {
    return this.#database.get<GigRecord>(selectById, id);
  }

  /** Newest first; each combination of filters walks an index of its own. */
  list({ category, currency, limit, offset }: GigFilter): GigRecord[] {
    const conditions: string[] = [];
    const values: SqlValue[] = [];
    if (category !== undefined) {
      conditions.push("category = ?");
      values.push(category);
    }
    if (currency !== undefined) conditions.push(`${priceColumn[currency]} IS NOT NULL`);
    const where = conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`;
    const page = `(SELECT number FROM gigs ${where} ORDER BY number DESC LIMIT ? OFFSET ?) page JOIN gigs g ON g.number = page.number`;
    return this.#database.all<GigRecord>(`${selectGigs(page)} ORDER BY page.number DESC`, ...values, limit, offset);
  }
}
