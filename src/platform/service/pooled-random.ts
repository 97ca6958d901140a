import type { Random } from "../../base/random.ts";

const poolBytes = 4_096;

/**
 * The same stream, asked for in larger pieces: an order's life takes half a dozen ids, and one call to the system's generator costs more than
 * writing a row.
 */
export function pooledRandom(source: Random): Random {
  let pool: Buffer = Buffer.alloc(0);
  return {
    next: () => source.next(),
    bytes: (length) => {
      if (length > poolBytes) return source.bytes(length);
      if (pool.length < length) pool = source.bytes(poolBytes);
      // Copied, because callers change what they get, and nothing drawn may stay readable beside the next draw.
      const taken = Buffer.from(pool.subarray(0, length));
      pool = pool.subarray(length);
      return taken;
    },
  };
}
