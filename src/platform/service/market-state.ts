import type { Database } from "../../base/sqlite/database.ts";
import { eraseMarket, type Snapshots } from "../market/snapshots.ts";
import type { Uploads } from "../market/uploads.ts";
import type { Turnstile } from "./turnstile.ts";
import { KeptFiles } from "./uploads/kept-files.ts";
import type { UploadStore } from "./uploads/upload-store.ts";

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
  readonly uploads: Uploads;
  readonly store: UploadStore;
  /** Everything that remembers rows starts anew; also completes what is due. */
  readonly onReplaced: () => Promise<void>;
}

export function createMarketState({
  database,
  snapshots,
  turnstile,
  uploads,
  store,
  onReplaced,
}: MarketStateOptions): MarketState {
  const files = new KeptFiles(store);
  const replacing = (replace: () => void) =>
    turnstile.alone(async () => {
      replace();
      await onReplaced();
    });
  return {
    reset: () => replacing(() => eraseMarket(database)),
    save: (name) =>
      turnstile.alone(async () => {
        const [ids, folder] = [uploads.ids(), snapshots.filesFolder(name)];
        files.keep(ids, folder);
        snapshots.save(name);
        files.tidy(ids, folder);
      }),
    restore: (name) =>
      replacing(() => {
        snapshots.require(name);
        files.bringBack(snapshots.filesFolder(name));
        snapshots.restore(name);
      }),
    snapshots: () => snapshots.list(),
  };
}
