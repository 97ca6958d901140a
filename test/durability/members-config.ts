import { vouchedAbove } from "./agents/trader.ts";
import type { Load } from "./load.ts";
import { isSeller, type Member } from "./roster.ts";

interface Furnishing {
  readonly keys: ReadonlyMap<string, string>;
  readonly load: Load;
  readonly useOf: (member: Member) => string;
  /** When the nth trader looks for what to order. */
  readonly cron?: (n: number) => string;
}

/** Their entries in the configuration. */
export function membersConfig(
  members: readonly Member[],
  { keys, load, useOf, cron = (n) => `${n % 60} * * * * *` }: Furnishing,
): Readonly<Record<string, unknown>>[] {
  const sellers = members.filter(isSeller).length;
  return members.map((member, n) => {
    const { code, name } = member;
    const given = { use: useOf(member), name, apiKey: keys.get(name) };
    if (code === "writer") return given;
    if (code === "shopper") return { ...given, with: { cron: "* * * * *", briefs: load.textsFor(name) } };
    return {
      ...given,
      with: { feed: load.feed, sellers, cron: cron(n) },
      approvals: { approve: { abovePriceOcmc: vouchedAbove } },
    };
  });
}
