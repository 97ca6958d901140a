import type { Client } from "./client.ts";

type Call = (...args: readonly unknown[]) => Promise<unknown>;

/** The same client with something around every call: `around` makes the call, and answers what the caller gets. */
export function aroundCalls(client: Client, around: <T>(call: () => Promise<T>) => Promise<T>): Client {
  const wrapped = Object.entries(client).map(([name, value]) => {
    if (typeof value !== "function") return [name, value];
    const call = value as Call;
    return [name, (...args: readonly unknown[]) => around(() => call(...args))];
  });
  return Object.fromEntries(wrapped) as Client;
}
