import { lookup } from "node:dns/promises";
import type { LookupFunction } from "node:net";
import { type AddressRules, addressProblem } from "../../../base/address-rules.ts";

export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** All addresses of a name. */
export type ResolveHost = (hostname: string) => Promise<readonly ResolvedAddress[]>;

/** As any program on this machine would. */
export const systemResolve: ResolveHost = (hostname) => lookup(hostname, { all: true });

/**
 * A name look-up that refuses the whole name when any of its addresses may not be called. The socket connects to what was checked here: nobody
 * resolves the name a second time, so its owner cannot answer differently (DNS rebinding).
 */
export function checkedLookup(resolve: ResolveHost, rules: AddressRules): LookupFunction {
  return (hostname, options, done) => {
    resolve(hostname).then(
      (addresses) => {
        const problem = addresses.map(({ address }) => addressProblem(address, rules)).find((found) => found !== undefined);
        const [first] = addresses;
        if (problem !== undefined) done(new Error(`${hostname} resolves to what may not be called: ${problem}`), "");
        else if (!first) done(new Error(`${hostname} has no address`), "");
        else if (options.all) done(null, [...addresses]);
        else done(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => done(error, ""),
    );
  };
}
