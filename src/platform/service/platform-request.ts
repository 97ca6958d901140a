import type { ApiRequest } from "../../protocol/transport.ts";
import type { FileSource } from "./uploads/file-source.ts";

/** A request with what only the socket knows. */
export interface PlatformRequest extends ApiRequest {
  readonly remoteAddress?: string;
  /** The file of an upload, in place of a body. */
  readonly file?: FileSource;
  /** Where the caller reaches this server: `http://127.0.0.1:4100`. */
  readonly origin?: string;
}
