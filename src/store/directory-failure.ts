import { messageOf } from "../base/errors.ts";
import { type DiskFailure, diskFailure } from "../base/sqlite/disk-failure.ts";
import { storeError } from "./errors.ts";

const advice: Readonly<Record<DiskFailure, string>> = {
  damaged:
    "Nothing was changed. Stop whatever uses the directory, keep the file for inspection elsewhere, and restore a backup; or start without it: credentials.json must stay, and everything that is open is read back from the platform",
  full: "Make room and start again; what was committed before is safe",
  forbidden: "The user that runs upclaws must be able to read and write the directory and every file in it",
  unreadable: "Look at the path and at the disk it is on",
};

const codes = {
  damaged: "data_directory_damaged",
  full: "data_directory_full",
  forbidden: "data_directory_forbidden",
  unreadable: "data_directory_unreadable",
} as const satisfies Readonly<Record<DiskFailure, string>>;

/** What the disk did to us, as an error of the catalogue that says what to do; any other error as it is. */
export function directoryFailure(path: string, thrown: unknown): unknown {
  const failure = diskFailure(thrown);
  return failure === undefined ? thrown : failed(path, failure, messageOf(thrown), thrown);
}

/** Why a commit failed, with what to do where the disk is to blame. */
export function lossOf(path: string, commitFailed: Error): Error {
  const failure = diskFailure(commitFailed.cause);
  return failure === undefined ? commitFailed : failed(path, failure, messageOf(commitFailed.cause), commitFailed);
}

/** Throws `data_directory_damaged` unless nothing was found. */
export function assertWhole(path: string, findings: readonly string[]): void {
  const [first] = findings;
  if (first !== undefined) throw failed(path, "damaged", first, undefined, { findings });
}

function failed(path: string, failure: DiskFailure, said: string, cause: unknown, details: object = {}): Error {
  return storeError(codes[failure], `${path}: ${said}. ${advice[failure]}.`, { path, said, ...details }, cause);
}
