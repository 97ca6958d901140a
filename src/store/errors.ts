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
  approval_not_found: { summary: "No approval has that id; `upclaws approvals list` shows what is held.", retryable: false },
  approval_closed: {
    summary: "The approval is not held any more: it was decided before, or its time has run out. The details name its status.",
    retryable: false,
  },
} as const;

export const storeError = errorFactory(storeErrors);
