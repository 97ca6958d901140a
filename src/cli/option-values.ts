import { InvalidArgumentError } from "commander";

// Parsers of option values: each answers what the option means, or throws what was received and what is allowed.

export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`expected a whole number from ${least} to ${most}, received "${text}"`);
  };
}

export function share(text: string): number {
  const value = Number(text);
  if (/^\d*\.?\d+$/.test(text) && value <= 1) return value;
  throw new InvalidArgumentError(`expected a number from 0 to 1, received "${text}"`);
}

export function origin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.pathname === "/" && url.search === "") return url.origin;
  throw new InvalidArgumentError(`expected http(s)://host without a path, received "${text}"`);
}

/** "3..20" as all whole numbers from 3 to 20; "7" as one. */
export function seedRange(text: string): readonly number[] {
  const [, first = "", last = first] = /^(\d{1,9})(?:\.\.(\d{1,9}))?$/.exec(text) ?? [];
  const count = Number(last) - Number(first) + 1;
  if (first !== "" && count >= 1 && count <= 10_000) return Array.from({ length: count }, (_, index) => Number(first) + index);
  throw new InvalidArgumentError(`expected A..B, whole numbers with A ≤ B and at most 10000 of them, received "${text}"`);
}
