import { errorFactory } from "../errors.ts";

export const sqliteErrors = {
  database_newer: {
    summary: "The database was written by a newer version of the package; use that version, or another data directory.",
    retryable: false,
  },
  migration_failed: {
    summary: "A migration of the database failed and was rolled back; the database is as it was before.",
    retryable: false,
  },
  commit_failed: {
    summary:
      "A group commit could not be written to disk (disk full, I/O error); the process must end, and may be started again.",
    retryable: false,
  },
  data_directory_owned: {
    summary:
      "Another process owns the data directory; its process id, host and start time are in the details. Stop it, or use another directory.",
    retryable: false,
  },
  commit_closed: { summary: "A write was asked for after the database was closed.", retryable: false },
  write_not_synchronous: {
    summary: "A write function returned a promise; no transaction may span an await, so it was rolled back.",
    retryable: false,
  },
} as const;

export const sqliteError = errorFactory(sqliteErrors);
