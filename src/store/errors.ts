import { errorFactory } from "../base/errors.ts";

export const storeErrors = {
  data_directory_bound: {
    summary: "The data directory belongs to another platform base URL; use one directory per platform.",
    retryable: false,
  },
  data_directory_missing: {
    summary: "There is no data directory at that place yet; `upclaws run` creates it.",
    retryable: false,
  },
  data_directory_outdated: {
    summary:
      "The data directory was written by an older version and is opened for reading only; `upclaws run` brings it up to date.",
    retryable: false,
  },
  data_directory_damaged: {
    summary:
      "A file of the data directory is no whole database any more (damaged, cut short, emptied); it was not touched. Restore a backup, or start without the file, which is safe: everything that is open is read back from the platform. Keep credentials.json.",
    retryable: false,
  },
  data_directory_full: {
    summary: "There is no room for the data directory; make room and start again. What was committed before is safe.",
    retryable: false,
  },
  data_directory_forbidden: {
    summary: "The data directory, or a file in it, may not be read or written: wrong owner or mode, or a read-only file system.",
    retryable: false,
  },
  data_directory_unreadable: {
    summary: "The data directory cannot be opened: the path leads through something else, or the disk fails.",
    retryable: false,
  },
  data_directory_gone: {
    summary:
      "The data directory's database was removed or replaced while a process had it open, which ends that process. What was committed before is in the file that was there.",
    retryable: false,
  },
  approval_not_found: { summary: "No approval has that id; `upclaws approvals list` shows what is held.", retryable: false },
  approval_closed: {
    summary: "The approval is not held any more: it was decided before, or its time has run out. The details name its status.",
    retryable: false,
  },
} as const;

export const storeError = errorFactory(storeErrors);
