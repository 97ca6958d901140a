import nodeCrypto from "node:crypto";
import fs from "node:fs";
import fsPromises from "node:fs/promises";
import zlib from "node:zlib";
import type { OwnWorld, Worlds } from "./own-world.ts";
import type { Replace } from "./replacements.ts";

type Answering = (...args: unknown[]) => Promise<unknown>;
type Callback = (...results: unknown[]) => void;
type Calling = (...args: unknown[]) => unknown;

/** Refused, drawn from the world, or without a promise. */
const noErrands: readonly string[] = [
  "constructor",
  "generateKey",
  "generateKeyPair",
  "generatePrime",
  "glob",
  "randomFill",
  "watch",
];

/**
 * Files, compression, and what else Node does in threads of its own: it takes no virtual time, and in a world one begins when the one before is over, in
 * the order in which they were asked for. Which of two is the faster would otherwise decide what happens first.
 */
export function ownErrands(replace: Replace, { find, outside }: Worlds): void {
  let last: Promise<unknown> = Promise.resolve();
  const queue = ({ clock }: OwnWorld, name: string, task: () => Promise<unknown>): Promise<unknown> =>
    clock.work(name, () => {
      // Outside, since a function of Node may be made of others: each in its turn would wait for itself.
      const errand = last.then(() => outside(task));
      last = errand.catch(() => undefined);
      return errand;
    });
  const promised = (name: string) => (old: Answering) =>
    new Proxy(old, {
      apply: (target, self, args: unknown[]) => {
        const call = () => Reflect.apply(target, self, args) as Promise<unknown>;
        const world = find();
        return world ? queue(world, name, call) : call();
      },
    });
  // A proxy, since functions of Node carry what `promisify` makes of them.
  const calling = (name: string) => (old: Calling) =>
    new Proxy(old, {
      apply: (target, self, args: unknown[]) => {
        const callback = args.at(-1);
        const world = find();
        if (!world || typeof callback !== "function") return Reflect.apply(target, self, args) as unknown;
        const call = () =>
          new Promise<unknown[]>((resolve) => {
            Reflect.apply(target, self, [...args.slice(0, -1), (...results: unknown[]) => resolve(results)]);
          });
        void queue(world, name, call).then((results) => (callback as Callback)(...(results as unknown[])));
        return undefined;
      },
    });

  for (const [module, owner] of Object.entries({ fs, zlib, crypto: nodeCrypto })) {
    for (const name of namesOf(owner, (one) => `${one}Sync` in owner)) replace(owner, name, calling(`${module}.${name}`));
  }
  for (const [module, owner] of Object.entries({ "fs.promises": fsPromises, "crypto.subtle": SubtleCrypto.prototype })) {
    for (const name of namesOf(owner, () => true)) replace(owner, name, promised(`${module}.${name}`));
  }
}

function namesOf(owner: object, counts: (name: string) => boolean): readonly string[] {
  const isFunction = (name: string) => typeof Object.getOwnPropertyDescriptor(owner, name)?.value === "function";
  return Object.getOwnPropertyNames(owner).filter((name) => isFunction(name) && !noErrands.includes(name) && counts(name));
}
