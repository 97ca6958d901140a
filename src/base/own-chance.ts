import nodeCrypto from "node:crypto";
import { uuid } from "./ids.ts";
import type { OwnWorld, Worlds } from "./own-world.ts";
import type { Replace } from "./replacements.ts";

type Callback = (error: null, value: unknown) => void;

/** Everything that draws: it draws from the caller's world. */
export function ownChance(replace: Replace, { find }: Worlds): void {
  replace(Math, "random", (old: () => number) => () => find()?.random.next() ?? old());
  for (const owner of [nodeCrypto, globalThis.crypto]) {
    replace(owner, "randomUUID", (old: () => string) => () => {
      const world = find();
      return world ? uuid(world.random) : old.call(owner);
    });
  }
  // Node's module only passes this one on.
  replace(globalThis.crypto, "getRandomValues", (old: (into: ArrayBufferView) => unknown) => (into: ArrayBufferView) => {
    const world = find();
    return world ? fill(world, into) : old.call(globalThis.crypto, into);
  });
  /** A function of node:crypto that answers at once, or later to a callback that comes last. */
  const drawn = (name: string, draw: (world: OwnWorld, ...args: never[]) => unknown) =>
    replace(nodeCrypto, name, (old: (...args: unknown[]) => unknown) => (...args: unknown[]) => {
      const world = find();
      if (!world) return old(...args);
      const last = args.at(-1);
      if (typeof last !== "function") return draw(world, ...(args as never[]));
      const value = draw(world, ...(args.slice(0, -1) as never[]));
      queueMicrotask(() => (last as Callback)(null, value));
      return undefined;
    });
  for (const name of ["randomBytes", "pseudoRandomBytes"]) drawn(name, ({ random }, size: number) => random.bytes(size));
  for (const name of ["randomFill", "randomFillSync"]) drawn(name, fill);
  drawn("randomInt", ({ random }, ...range: [number, number?]) => {
    const [min, max] = range[1] === undefined ? [0, range[0]] : [range[0], range[1]];
    return min + Math.floor(random.next() * (max - min));
  });
}

function fill<Into extends ArrayBufferView | ArrayBuffer>(
  { random }: OwnWorld,
  into: Into,
  from = 0,
  size = (into.byteLength - from) as number,
): Into {
  const [buffer, offset] = ArrayBuffer.isView(into) ? [into.buffer, into.byteOffset] : [into, 0];
  new Uint8Array(buffer, offset + from, size).set(random.bytes(size));
  return into;
}
