import { closeSync, fchmodSync, fstatSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { makeFolder } from "../base/make-folder.ts";
import { configError } from "./errors.ts";

const othersMode = 0o077;

/** The text of a file that only its owner may read; undefined when there is none. Throws `credentials_exposed`, `credentials_unreadable`. */
export function readPrivateFile(file: string): string | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(file, "r");
  } catch (thrown) {
    const cause = (thrown as NodeJS.ErrnoException).code;
    if (cause === "ENOENT") return undefined;
    throw configError("credentials_unreadable", `${file} cannot be read: ${cause}`, { file, cause });
  }
  try {
    const mode = fstatSync(descriptor).mode & 0o777;
    // Windows has no such modes; what it reports there means nothing.
    if (process.platform !== "win32" && (mode & othersMode) !== 0) {
      const shown = mode.toString(8).padStart(4, "0");
      throw configError("credentials_exposed", `${file} has mode ${shown}: others can read it; run: chmod 600 ${file}`, {
        file,
        mode: shown,
      });
    }
    return readFileSync(descriptor, "utf8");
  } finally {
    closeSync(descriptor);
  }
}

/** Replaces the file in one step, mode 0600, on disk when it returns: at any crash there is the old text or the new one. */
export function writePrivateFile(file: string, text: string): void {
  const folder = dirname(file);
  makeFolder(folder, 0o700);
  const draft = `${file}.${process.pid}.tmp`;
  rmSync(draft, { force: true });
  const descriptor = openSync(draft, "wx", 0o600);
  try {
    fchmodSync(descriptor, 0o600);
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(draft, file);
  syncFolder(folder);
}

/** The rename itself is on disk only once its folder is. */
function syncFolder(folder: string): void {
  if (process.platform === "win32") return;
  const descriptor = openSync(folder, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
