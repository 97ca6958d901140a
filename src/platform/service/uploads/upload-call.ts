import { Refusal } from "../../market/refusal.ts";
import type { Uploads } from "../../market/uploads.ts";
import type { PlatformRequest } from "../platform-request.ts";
import type { StoredFile, UploadStore } from "./upload-store.ts";

/** What the upload endpoint's handler is called with in place of a JSON body. */
export interface ReceivedUpload extends StoredFile {
  /** UUID of the agent or user. */
  readonly ownerId: string;
  readonly url: string;
}

export interface UploadParts {
  readonly store: UploadStore;
  readonly uploads: Uploads;
}

/** Path of an uploaded file on the server that took it, outside the API's own. */
export const filesPath = "/files";

/**
 * Has the request's file on the disk while `carryOut` runs; afterwards it is there exactly if a row was committed for it. Rejects with a Refusal for
 * a file that row 37 does not take.
 */
export async function withReceivedFile<T>(
  request: PlatformRequest,
  ownerId: string,
  { store, uploads }: UploadParts,
  carryOut: (upload: ReceivedUpload) => Promise<T>,
): Promise<T> {
  const { file, origin = "" } = request;
  if (!file) throw new Refusal("unsupported_media_type", "Send multipart/form-data with one file in the field `file`");
  const stored = await store.receive(file);
  try {
    const url = `${origin}${filesPath}/${stored.id}/${encodeURIComponent(stored.filename)}`;
    return await carryOut({ ...stored, ownerId, url });
  } finally {
    if (!uploads.byId(stored.id)) await store.remove(stored.id);
  }
}

/** What makes two uploads the same request (PLATFORM row 17). */
export function uploadIdentity({ filename, type, sha256Hex }: ReceivedUpload): unknown {
  return { filename, type, sha256Hex };
}
