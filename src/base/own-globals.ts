import childProcess from "node:child_process";
import nodeCrypto from "node:crypto";
import dgram from "node:dgram";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";
import timersPromises from "node:timers/promises";
import workerThreads from "node:worker_threads";
import { uuid } from "./ids.ts";
import { ownDate } from "./own-date.ts";
import { ownTimers } from "./own-timers.ts";
import type { OwnWorld } from "./own-world.ts";

type Find = () => OwnWorld | undefined;
/** An object whose properties are replaced, which is what modules and globals are to this file. */
type Replaceable = Record<string, unknown>;

const outsideCalls: readonly (readonly [string, object, readonly string[]])[] = [
  ["child_process", childProcess, ["spawn", "exec", "execFile", "fork", "spawnSync", "execSync", "execFileSync"]],
  ["worker_threads", workerThreads, ["Worker"]],
  ["a socket", net.Socket.prototype, ["connect"]],
  ["dgram", dgram, ["createSocket"]],
  ["", globalThis, ["fetch", "WebSocket"]],
];

/** Puts functions into the places of the globals that ask `find` on every call whose world they are in. Answers how to put the old ones back. */
export function ownGlobals(find: Find, refuse: (what: string) => never): () => void {
  const undo: (() => void)[] = [];
  const replace = (owner: object, name: string, make: (old: never) => unknown) => {
    const before = Object.getOwnPropertyDescriptor(owner, name);
    const value = make((owner as Replaceable)[name] as never);
    Object.defineProperty(owner, name, { value, writable: true, configurable: true, enumerable: before?.enumerable ?? true });
    undo.push(() => {
      if (before) Object.defineProperty(owner, name, before);
      else delete (owner as Replaceable)[name];
    });
  };

  replace(globalThis, "Date", (old: DateConstructor) => ownDate(old, find));
  replace(Math, "random", (old: () => number) => () => find()?.random.next() ?? old());
  replace(performance, "now", (old: () => number) => () => find()?.clock.now() ?? old.call(performance));
  for (const owner of [nodeCrypto, globalThis.crypto]) {
    replace(owner, "randomUUID", (old: () => string) => () => {
      const world = find();
      return world ? uuid(world.random) : old.call(owner);
    });
  }
  // Node's module only passes this one on.
  replace(globalThis.crypto, "getRandomValues", (old: (into: ArrayBufferView) => unknown) => (into: ArrayBufferView) => {
    const world = find();
    if (!world) return old.call(globalThis.crypto, into);
    new Uint8Array(into.buffer, into.byteOffset, into.byteLength).set(world.random.bytes(into.byteLength));
    return into;
  });
  replace(nodeCrypto, "randomBytes", (old: typeof nodeCrypto.randomBytes) => (size: number, ...rest: [never]) => {
    const world = find();
    if (!world) return old(size, ...rest);
    if (rest.length > 0) return refuse("crypto.randomBytes with a callback");
    return world.random.bytes(size);
  });
  replace(nodeCrypto, "randomInt", (old: typeof nodeCrypto.randomInt) => (...range: [number, number]) => {
    const world = find();
    if (!world) return old(...range);
    const [min, max] = range.length > 1 ? range : [0, range[0]];
    return min + Math.floor(world.random.next() * (max - min));
  });
  const timers = ownTimers(find);
  for (const [name, make] of Object.entries(timers.globals)) replace(globalThis, name, make);
  for (const [name, make] of Object.entries(timers.promises)) replace(timersPromises, name, make);
  replace(AbortSignal, "timeout", timers.abortAfter);
  for (const [where, owner, names] of outsideCalls) {
    for (const name of names) replace(owner, name, (old: (...args: unknown[]) => unknown) => guarded(old, where, name));
  }
  syncBuiltinESMExports();
  return () => {
    for (const put of undo.reverse()) put();
    syncBuiltinESMExports();
  };

  function guarded(old: (...args: unknown[]) => unknown, where: string, name: string) {
    return new Proxy(old, {
      apply: (target, self, args) => (find() ? refuse(named(where, name)) : Reflect.apply(target, self, args)),
      construct: (target, args, as) => (find() ? refuse(named(where, name)) : (Reflect.construct(target, args, as) as object)),
    });
  }
}

const named = (where: string, name: string) => (where === "" ? name : where.includes(" ") ? where : `${where}.${name}`);
