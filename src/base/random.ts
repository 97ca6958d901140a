import { createHash, randomBytes } from "node:crypto";

/** The one source of randomness. */
export interface Random {
  /** A float in [0, 1). */
  next(): number;
  /** `length` random bytes. */
  bytes(length: number): Buffer;
}

export const systemRandom: Random = {
  next: () => randomBytes(6).readUIntBE(0, 6) / 2 ** 48,
  bytes: (length) => randomBytes(length),
};

/** A reproducible stream: SHA-256 in counter mode over the seed. Predictable by design; never use it for real keys. */
export function seededRandom(seed: number | string): Random {
  let counter = 0;
  let pool = Buffer.alloc(0);
  const bytes = (length: number): Buffer => {
    while (pool.length < length) {
      pool = Buffer.concat([pool, createHash("sha256").update(`${seed}:${counter++}`).digest()]);
    }
    const taken = pool.subarray(0, length);
    pool = pool.subarray(length);
    return taken;
  };
  return { bytes, next: () => bytes(6).readUIntBE(0, 6) / 2 ** 48 };
}

/** An integer in [min, max], both inclusive. */
export function randomInt(random: Random, min: number, max: number): number {
  return min + Math.floor(random.next() * (max - min + 1));
}

/** True with `probability`, 0..1; draws nothing for 0. */
export function chance(random: Random, probability: number): boolean {
  return probability > 0 && random.next() < probability;
}

/** An integer from 0 to `count` - 1; 0 for a count of 0. */
export function below(random: Random, count: number): number {
  return Math.floor(random.next() * count);
}
