import type { Database } from "../../base/sqlite/database.ts";
import { eraseMarket, type Snapshots } from "../market/snapshots.ts";
import type { Turnstile } from "./turnstile.ts";

/** The market as a whole: emptied, copied, put back. Each waits for the requests at work and holds up new ones. */
export interface MarketState {
  reset(): Promise<void>;
  save(name: string): Promise<void>;
  restore(name: string): Promise<void>;
  /** Names, sorted. */
  snapshots(): readonly string[];
}

export interface MarketStateOptions {
  readonly database: Database;
  readonly snapshots: Snapshots;
  readonly turnstile: Turnstile;
  /** Everything that remembers rows starts anew; also completes what is due. */
  readonly onReplaced: () => Promise<void>;
}

export function createMarketState({ database, snapshots, turnstile, onReplaced }: MarketStateOptions): MarketState {
  const replacing = (replace: () => void) =>
    turnstile.alone(async () => {
      replace();
      await onReplaced();
    });
  return {
    reset: () => replacing(() => eraseMarket(database)),
    save: (name) => turnstile.alone(async () => snapshots.save(name)),
    restore: (name) => replacing(() => snapshots.restore(name)),
    snapshots: () => snapshots.list(),
  };
}
