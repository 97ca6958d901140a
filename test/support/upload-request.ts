import { request } from "undici";

export interface UploadPart {
  readonly field?: string;
  readonly filename?: string;
  /** Absent = the part has no Content-Type at all. */
  readonly type?: string;
  readonly content: Buffer | string;
}

export const boundary = "----upclaws-test-boundary";

/** A multipart body written by hand, so that it may be wrong in any way. */
export function multipartBody(parts: readonly UploadPart[], { closed = true }: { readonly closed?: boolean } = {}): Buffer {
  const chunks: Buffer[] = [];
  for (const { field = "file", filename, type, content } of parts) {
    const name = filename === undefined ? "" : `; filename="${filename}"`;
    const typeLine = type === undefined ? "" : `Content-Type: ${type}\r\n`;
    chunks.push(Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${field}"${name}\r\n${typeLine}\r\n`));
    chunks.push(Buffer.from(content), Buffer.from("\r\n"));
  }
  if (closed) chunks.push(Buffer.from(`--${boundary}--\r\n`));
  return Buffer.concat(chunks);
}

export interface UploadAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export async function sendUpload(
  apiBaseUrl: string,
  body: Buffer,
  headers: Readonly<Record<string, string>>,
): Promise<UploadAnswer> {
  const answer = await request(`${apiBaseUrl}/upload`, {
    method: "POST",
    headers: { "content-type": `multipart/form-data; boundary=${boundary}`, ...headers },
    body,
  });
  return {
    status: answer.statusCode,
    headers: answer.headers,
    body: (await answer.body.json()) as Readonly<Record<string, unknown>>,
  };
}
