import { createHash } from "node:crypto";
import type { FileBody } from "../protocol/file-body.ts";

export interface Multipart {
  readonly contentType: string;
  readonly body: Buffer;
}

/** A multipart/form-data body with the one field `file` (RFC 7578). Its boundary comes from the content, which therefore cannot hold it. */
export function multipartOf({ filename, content, type }: FileBody): Multipart {
  const boundary = `upclaws-${createHash("sha256").update(content).digest("hex")}`;
  const typeLine = type === undefined ? "" : `Content-Type: ${oneLine(type)}\r\n`;
  const disposition = `Content-Disposition: form-data; name="file"; filename="${oneLine(filename)}"`;
  const body = Buffer.concat([
    Buffer.from(`--${boundary}\r\n${disposition}\r\n${typeLine}\r\n`),
    content,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  return { contentType: `multipart/form-data; boundary=${boundary}`, body };
}

/** As browsers write names: what would end the value or the line is percent-encoded. */
function oneLine(text: string): string {
  return text.replace(/["\r\n]/g, (one) => encodeURIComponent(one));
}
