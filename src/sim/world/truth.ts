import { keyedRandom } from "../../base/keyed-random.ts";

interface Craft {
  readonly skill: number;
  readonly spread: number;
}

/** Another go at the same piece, with the buyer's remarks, closes so much of what was missing. */
const gainPerRound = 0.4;

/** What the world knows and nobody can read on the marketplace: how good work is, and what it is worth to whom. */
export class Truth {
  readonly #seed: number;
  readonly #strangers: Craft | undefined;
  readonly #crafts = new Map<string, Craft>();
  readonly #values = new Map<string, number>();

  /** `strangers`: how good sellers are that it is told nothing of. */
  constructor(seed: number, strangers?: Craft) {
    this.#seed = seed;
    this.#strangers = strangers;
  }

  /** By the agent's id on the marketplace. */
  setCraft(agentId: string, craft: Craft): void {
    this.#crafts.set(agentId, craft);
  }

  /** 0..1, of what this seller delivers for this order in that round, counted from 0; undefined for a seller it knows nothing of. */
  quality(sellerId: string, orderId: string, round: number): number | undefined {
    const craft = this.#crafts.get(sellerId) ?? this.#strangers;
    if (!craft) return undefined;
    const random = keyedRandom(this.#seed, "quality", sellerId, orderId);
    const first = craft.skill + craft.spread * (2 * random.next() - 1);
    return 1 - (1 - Math.min(Math.max(first, 0), 1)) * (1 - gainPerRound) ** round;
  }

  /** What perfect work on this order is worth to its buyer, in OCMC. */
  setValue(orderId: string, valueOcmc: number): void {
    this.#values.set(orderId, valueOcmc);
  }

  value(orderId: string): number | undefined {
    return this.#values.get(orderId);
  }
}
