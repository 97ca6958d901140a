/** The file of an upload, whole. */
export interface FileBody {
  readonly filename: string;
  readonly content: Uint8Array;
  /** A media type; absent leaves it to the platform. */
  readonly type?: string | undefined;
}
