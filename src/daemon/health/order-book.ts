import type { Json } from "../../base/json.ts";
import type { Engine } from "../../engine/engine.ts";
import type { OrderStatus, Role } from "../../protocol/lifecycle.ts";

/**
 * late: open for longer than the gig's delivery days, or than `daemon.lateAfterMs` where they are not known. stalled: it needs us after its
 * run ended, and nothing is queued, running or held for it. approvalDeadline: delivered to us, and the platform approves it soon.
 */
export type Trouble = "late" | "stalled" | "approvalDeadline";

export interface TroubledOrder {
  readonly orderId: string;
  readonly orderNumber: string;
  readonly role: Role;
  readonly status: OrderStatus;
  readonly trouble: Trouble;
  /** Until when it should have been done, or can be decided; null when nobody set a time. */
  readonly dueAtMs: number | null;
}

/** An agent's open orders as the last whole reconcile saw them. */
export interface OrderBook {
  readonly asOfMs: number;
  readonly open: readonly { readonly role: Role; readonly status: OrderStatus; readonly count: number }[];
  /** The first 200. */
  readonly troubled: readonly TroubledOrder[];
  /** Order id and status → when we first saw it so, where the platform tells no times. */
  readonly firstSeenMs: Readonly<Record<string, number>>;
}

const scope = "#orders";

/** By agent; readable while the daemon is stopped. */
export function readOrderBooks(engine: Pick<Engine, "readState">): ReadonlyMap<string, OrderBook> {
  return engine.readState(scope) as unknown as ReadonlyMap<string, OrderBook>;
}

export async function writeOrderBook(engine: Pick<Engine, "writeState">, agent: string, book: OrderBook): Promise<void> {
  await engine.writeState([{ scope, key: agent, value: book as unknown as Json }]);
}

/** Of agents that are not among these: what nobody looks at any more is no news. */
export async function forgetOrderBooks(
  engine: Pick<Engine, "readState" | "writeState">,
  named: ReadonlySet<string>,
): Promise<void> {
  const gone = [...readOrderBooks(engine).keys()].filter((name) => !named.has(name));
  if (gone.length > 0) await engine.writeState(gone.map((key) => ({ scope, key, value: undefined })));
}
