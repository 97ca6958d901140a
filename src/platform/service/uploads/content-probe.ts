import { createHash } from "node:crypto";
import { Transform, type TransformCallback } from "node:stream";
import { Refusal } from "../../market/refusal.ts";
import { signatureBytes, signatureOf } from "./content-signature.ts";
import type { ContentKind } from "./file-types.ts";

/** Passes a file through on its way to the disk and learns what there is to know; fails with `payload_too_large` at the first byte too many. */
export class ContentProbe extends Transform {
  readonly #maxBytes: number;
  readonly #hash = createHash("sha256");
  #sizeBytes = 0;
  #head = Buffer.alloc(0);
  #text = true;

  constructor(maxBytes: number) {
    super();
    this.#maxBytes = maxBytes;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** The kind by signature, else `text` or `unknown`. */
  get kind(): ContentKind {
    return signatureOf(this.#head) ?? (this.#text ? "text" : "unknown");
  }

  /** To be called once, at the end. */
  sha256Hex(): string {
    return this.#hash.digest("hex");
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#sizeBytes += chunk.length;
    if (this.#sizeBytes > this.#maxBytes) {
      done(
        new Refusal("payload_too_large", `A file may have ${this.#maxBytes} bytes`, { details: { max_bytes: this.#maxBytes } }),
      );
      return;
    }
    if (this.#head.length < signatureBytes) this.#head = Buffer.concat([this.#head, chunk]).subarray(0, signatureBytes);
    if (this.#text) this.#text = !chunk.some(isNoText);
    this.#hash.update(chunk);
    done(null, chunk);
  }
}

/** Control characters other than tab, line ends, form feed, backspace and escape. Whatever lies above may be text in some encoding. */
function isNoText(byte: number): boolean {
  return byte < 0x20 && !(byte >= 0x08 && byte <= 0x0d) && byte !== 0x1b;
}
