import type { Readable } from "node:stream";

/** A file on its way in. Nothing here is to be trusted. */
export interface IncomingFile {
  readonly filename: string | undefined;
  /** Absent when the client declares none. */
  readonly declaredType: string | undefined;
  readonly content: Readable;
}

/**
 * The file of an upload request, as its face reads it: calls `store` with the one file of the field `file`, and resolves when the request has been
 * read to its end. Rejects with a Refusal when it is not a whole multipart body with exactly one file; `store` may have succeeded by then.
 */
export type FileSource = (store: (file: IncomingFile) => Promise<void>) => Promise<void>;
