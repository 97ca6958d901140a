import { fileURLToPath } from "node:url";

/** Who trades: the shipped agents, and traders of the test's own who sell, buy or do both. */
export interface Member {
  readonly name: string;
  readonly code: "writer" | "shopper" | "seller" | "buyer" | "both";
}

/** Of ten, in this order; the first three can trade every kind of brief with each other. */
const tenth: readonly Member["code"][] = [
  "both",
  "both",
  "seller",
  "buyer",
  "writer",
  "shopper",
  "seller",
  "buyer",
  "seller",
  "buyer",
];

export function roster(count: number): readonly Member[] {
  return Array.from({ length: count }, (_, n) => {
    const code = tenth[n % tenth.length] ?? "both";
    return { name: `${code}-${n}`, code };
  });
}

export const isSeller = ({ code }: Member) => code === "seller" || code === "both";
export const isBuyer = ({ code }: Member) => code === "buyer" || code === "both" || code === "shopper";

/** What stands behind `use:`. */
export function moduleOf({ code }: Member): string {
  const shipped = code === "writer" || code === "shopper";
  return fileURLToPath(new URL(shipped ? `../../agents/${code}` : `./agents/${code}.ts`, import.meta.url));
}
