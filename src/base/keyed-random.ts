import type { Random } from "./random.ts";

/**
 * A reproducible stream of its own for everything that has a name: what one draws moves no other. Not for secrets. Hash: FNV-1a over the key's UTF-16 units;
 * stream: SplitMix32 (Steele, Lea, Flood 2014, with the constants of MurmurHash3's finaliser).
 */
export function keyedRandom(...key: readonly (string | number)[]): Random {
  let state = hashOf(key.join("\u0000"));
  const word = (): number => {
    state = (state + 0x9e3779b9) | 0;
    return mixed(state);
  };
  return {
    next: () => (word() >>> 5) * (2 ** 26 / 2 ** 53) + (word() >>> 6) / 2 ** 53,
    bytes: (length) => {
      const bytes = Buffer.alloc(length);
      for (let at = 0; at < length; at++) bytes[at] = word() >>> 24;
      return bytes;
    },
  };
}

/** The nth number in [0, 1) of a stream, without the ones before it. */
export function nthOf(stream: number, n: number): number {
  return mixed(mixed(stream ^ Math.imul(n, 0x9e3779b9)) + n) / 2 ** 32;
}

/** Names a stream for `nthOf`. */
export function streamOf(...key: readonly (string | number)[]): number {
  return hashOf(key.join("\u0000"));
}

function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return mixed(hash);
}

function mixed(word: number): number {
  let mix = word;
  mix = Math.imul(mix ^ (mix >>> 16), 0x85ebca6b);
  mix = Math.imul(mix ^ (mix >>> 13), 0xc2b2ae35);
  return (mix ^ (mix >>> 16)) >>> 0;
}
