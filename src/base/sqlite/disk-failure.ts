/**
 * damaged: what is stored is no whole database. full: no room to write. forbidden: permissions, or a read-only file system. unreadable: the device
 * or the file system failed, or something else stands in the file's place.
 */
export type DiskFailure = "damaged" | "full" | "forbidden" | "unreadable";

// SQLite's primary result codes (sqlite.org/rescode.html).
const bySqliteCode: ReadonlyMap<number, DiskFailure> = new Map([
  [3, "forbidden"], // SQLITE_PERM
  [8, "forbidden"], // SQLITE_READONLY
  [10, "unreadable"], // SQLITE_IOERR
  [11, "damaged"], // SQLITE_CORRUPT
  [13, "full"], // SQLITE_FULL
  [14, "unreadable"], // SQLITE_CANTOPEN
  [26, "damaged"], // SQLITE_NOTADB
]);

// SQLITE_IOERR_SHMSIZE: the index of the write-ahead log found no room. Every other failure for want of room is SQLITE_FULL.
const noRoomForIndex = 4_874;

const bySystemCode: Readonly<Record<string, DiskFailure>> = {
  EACCES: "forbidden",
  EPERM: "forbidden",
  EROFS: "forbidden",
  ENOSPC: "full",
  EDQUOT: "full",
  EIO: "unreadable",
  ENOTDIR: "unreadable",
  EEXIST: "unreadable",
  ENOENT: "unreadable",
};

/** What kept SQLite or the file system from doing its work; undefined for anything that says nothing of the disk. */
export function diskFailure(thrown: unknown): DiskFailure | undefined {
  if (!(thrown instanceof Error)) return undefined;
  const { errcode, code } = thrown as { readonly errcode?: unknown; readonly code?: unknown };
  if (errcode === noRoomForIndex) return "full";
  if (typeof errcode === "number") return bySqliteCode.get(errcode & 0xff);
  return typeof code === "string" ? bySystemCode[code] : undefined;
}
