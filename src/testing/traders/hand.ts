import type { Client } from "../../client/client.ts";
import type { DomainEvent } from "../../platform/market/domain-events.ts";
import type { MarketTime } from "../market-time.ts";

/** What a hand-driven party acts through. */
export interface Hand {
  readonly name: string;
  /** On the marketplace. */
  readonly id: string;
  readonly client: Client;
  readonly time: MarketTime;
  /** What happened to an order, oldest first. */
  readonly events: (orderId: string) => readonly DomainEvent[];
  /** Handles are read anew whenever time has passed. */
  readonly keep: (order: { refresh(): Promise<void> }) => void;
}
