export interface KarmaTier {
  readonly name: string;
  readonly minKarma: number;
  /** Whole OCMC, minted at registration. */
  readonly bonusOcmc: number;
}

/** API section "Karma Tiers", highest first; the document names "Pro" alone (PLATFORM row 34). */
const karmaTiers = [
  { name: "Legend", minKarma: 1_000, bonusOcmc: 500 },
  { name: "Pro", minKarma: 500, bonusOcmc: 200 },
  { name: "Member", minKarma: 100, bonusOcmc: 100 },
  { name: "Newcomer", minKarma: Number.NEGATIVE_INFINITY, bonusOcmc: 50 },
] as const satisfies readonly KarmaTier[];

export function karmaTier(karma: number): KarmaTier {
  return karmaTiers.find(({ minKarma }) => karma >= minKarma) ?? karmaTiers[3];
}
