import { constants, copyFileSync, existsSync, linkSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { UploadStore } from "./upload-store.ts";

/**
 * The files of a snapshot. They never change once they are whole, so a second name of the same file keeps it as well as a copy would, and costs
 * nothing.
 */
export class KeptFiles {
  readonly #store: UploadStore;

  constructor(store: UploadStore) {
    this.#store = store;
  }

  /** Adds what is missing in `folder`; to be called before the database is copied, so that no copy ever lacks a file. */
  keep(ids: readonly string[], folder: string): void {
    for (const id of ids) keepUnder(this.#store.path(id), join(folder, id));
  }

  /** Removes what the copy does not know: an earlier one of the same name did. */
  tidy(ids: readonly string[], folder: string): void {
    const known = new Set(ids);
    for (const id of readdirSync(folder)) if (!known.has(id)) rmSync(join(folder, id), { force: true });
  }

  /** To be called before the rows are put back; what no row knows is swept at the next start. */
  bringBack(folder: string): void {
    for (const id of readdirSync(folder)) keepUnder(join(folder, id), this.#store.path(id));
  }
}

function keepUnder(source: string, target: string): void {
  if (existsSync(target)) return;
  try {
    linkSync(source, target);
  } catch {
    // Another file system, or one without links.
    copyFileSync(source, target, constants.COPYFILE_EXCL);
  }
}
