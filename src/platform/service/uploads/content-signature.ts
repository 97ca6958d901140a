import type { ContentKind } from "./file-types.ts";

interface Signature {
  readonly kind: ContentKind;
  readonly offset: number;
  readonly bytes: Buffer;
}

const at = (kind: ContentKind, bytes: string | readonly number[], offset = 0): Signature => ({
  kind,
  offset,
  bytes: typeof bytes === "string" ? Buffer.from(bytes, "latin1") : Buffer.from(bytes),
});

const signatures: readonly Signature[] = [
  at("jpeg", [0xff, 0xd8, 0xff]),
  at("png", "\x89PNG\r\n\x1a\n"),
  at("gif", "GIF87a"),
  at("gif", "GIF89a"),
  at("webp", "WEBP", 8),
  at("pdf", "%PDF-"),
  at("zip", "PK\x03\x04"),
  // An archive without entries.
  at("zip", "PK\x05\x06"),
  at("ole", [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
];

/** As many of a file's first bytes as `signatureOf` looks at. */
export const signatureBytes = 16;

/** Undefined when the bytes carry none of the signatures we know. */
export function signatureOf(head: Buffer): ContentKind | undefined {
  return signatures.find(({ offset, bytes }) => head.subarray(offset, offset + bytes.length).equals(bytes))?.kind;
}
