import { isUpclawsError, messageOf, type UpclawsError } from "../base/errors.ts";
import { type DiskFailure, diskFailure } from "../base/sqlite/disk-failure.ts";
import { cliError } from "./errors.ts";

const remedies: Readonly<Record<DiskFailure, string>> = {
  damaged: "restore a backup, or begin with another folder",
  full: "make room on that disk, or give what is in memory a folder: 1 GiB is the most there",
  forbidden: "this user must be allowed to read and write there",
  unreadable: "look at the path, and at the disk it is on",
};

/** What the file system or a full disk did to a command, told as such and not as a fault of ours; undefined for anything else. */
export function fileSystemFailure(thrown: unknown): UpclawsError | undefined {
  const failure = isUpclawsError(thrown) ? undefined : diskFailure(thrown);
  return failure && cliError("file_system", `${messageOf(thrown)}: ${remedies[failure]}`, {}, thrown);
}
