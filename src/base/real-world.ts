import childProcess from "node:child_process";
import nodeCrypto from "node:crypto";
import dgram from "node:dgram";
import dns from "node:dns";
import fs from "node:fs";
import fsPromises from "node:fs/promises";
import net from "node:net";
import { promisify } from "node:util";
import workerThreads from "node:worker_threads";
import type { Worlds } from "./own-world.ts";
import type { Replace } from "./replacements.ts";

type Call = (...args: unknown[]) => unknown;

const generators = [
  "generateKey",
  "generateKeySync",
  "generateKeyPair",
  "generateKeyPairSync",
  "generatePrime",
  "generatePrimeSync",
];
const questions = (owner: object) => Object.keys(owner).filter((name) => /^(?:lookup|resolve|reverse|Resolver$)/.test(name));

/** What nobody can repeat: where it is told from, the objects that have it, and its names there. One with a space in it is told as it is. */
const realWorld: readonly (readonly [string, object, readonly string[]])[] = [
  ["child_process", childProcess, ["spawn", "exec", "execFile", "fork", "spawnSync", "execSync", "execFileSync"]],
  // Whoever starts one behind the module's back: cluster, or a function that was taken from it before.
  ["a child process", childProcess.ChildProcess.prototype, ["spawn"]],
  ["worker_threads", workerThreads, ["Worker", "BroadcastChannel"]],
  ["a socket", net.Socket.prototype, ["connect"]],
  ["a listening socket", net.Server.prototype, ["listen"]],
  ["dgram", dgram, ["createSocket"]],
  ["dns", dns, questions(dns)],
  ["dns.promises", dns.promises, questions(dns.promises)],
  ["fs", fs, ["watch", "watchFile"]],
  ["fs.promises", fsPromises, ["watch"]],
  ["Atomics", Atomics, ["wait", "waitAsync"]],
  ["crypto", nodeCrypto, generators],
  ["crypto.subtle", SubtleCrypto.prototype, ["generateKey"]],
  ["process", process, ["exit", "abort", "kill"]],
  ["", globalThis, ["fetch", "WebSocket", "BroadcastChannel"]],
];

/** Refuses, in a world, whatever has an outcome that follows from no seed. */
export function refuseRealWorld(replace: Replace, { find, refuse }: Worlds): void {
  const plain =
    (old: Call, what: string): Call =>
    (...args) =>
      find() ? refuse(what) : old(...args);
  const guarded = (old: Call, what: string): Call => {
    const promised = (old as { readonly [promisify.custom]?: Call })[promisify.custom];
    // A proxy may not say otherwise of a property that cannot be changed.
    if (promised) return Object.defineProperty(plain(old, what), promisify.custom, { value: plain(promised, what) });
    return new Proxy(old, {
      apply: (target, self, args) => (find() ? refuse(what) : Reflect.apply(target, self, args)),
      construct: (target, args, as) => (find() ? refuse(what) : (Reflect.construct(target, args, as) as object)),
    });
  };
  for (const [where, owner, names] of realWorld) {
    for (const name of names) replace(owner, name, (old: Call) => guarded(old, named(where, name)));
  }
}

const named = (where: string, name: string) => (where === "" ? name : where.includes(" ") ? where : `${where}.${name}`);
