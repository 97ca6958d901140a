import type { Intent } from "../engine/journal.ts";
import type { OrderRow } from "../protocol/entities/order.ts";
import type { Execution } from "./execution.ts";

const scope = "#strange-orders";
const remembered = 200;
/** The platform's clock is not ours to the second. */
const marginMs = 60_000;

/**
 * Own orders that stood on the platform before this process began, and that the journal has never heard of. After a backup was restored, one of
 * them may be the very order that is about to be placed: same run, same intent, same reference. Usually there is none.
 */
export function strangersAmong({ agent, engine }: Execution, newest: readonly OrderRow[]): string[] {
  const met = new Set(metBefore(engine.readState(scope).get(agent.name)));
  const { offsetMs } = agent.client.serverTime;
  const isOld = ({ created_at }: OrderRow) => {
    const atMs = Date.parse(created_at ?? "");
    return Number.isNaN(atMs) || atMs - offsetMs < engine.openedAtMs + marginMs;
  };
  const isStrange = ({ id }: OrderRow) => !met.has(id) && engine.list({ agent: agent.name, subject: id, limit: 1 }).length === 0;
  return newest.filter((row) => isOld(row) && isStrange(row)).map(({ id }) => id);
}

export function strangersOf({ preImage }: Intent): readonly string[] {
  // Intents of older versions have none.
  return (preImage as { readonly strangers?: readonly string[] }).strangers ?? [];
}

/** They were read: once is enough. */
export async function rememberStrangers({ agent, engine }: Execution, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const met = metBefore(engine.readState(scope).get(agent.name));
  const value = [...new Set([...met, ...ids])].slice(-remembered);
  await engine.writeState([{ scope, key: agent.name, value }]);
}

function metBefore(value: unknown): readonly string[] {
  return Array.isArray(value) ? (value as string[]) : [];
}
