import type { Readable } from "node:stream";

const longestHead = 16_384;
const headEnd = "\r\n\r\n";

/**
 * Watches a multipart body as it passes and keeps the headers of its first part. The parser gives a part without Content-Type the type
 * text/plain, as RFC 7578 says; for a file whose type nobody declared that would be a declaration (PLATFORM row 37).
 */
export class FirstPartHeaders {
  #text = "";
  #complete = false;

  /** To be made before the body is read. */
  constructor(body: Readable) {
    const look = (chunk: Buffer) => {
      this.#text += chunk.toString("latin1");
      this.#complete = this.#text.includes(headEnd);
      if (this.#complete || this.#text.length > longestHead) body.off("data", look);
    };
    body.on("data", look);
  }

  /** Does it say a type? Yes where it cannot be told. */
  get declaresType(): boolean {
    if (!this.#complete) return true;
    return /^content-type:/im.test(this.#text.slice(0, this.#text.indexOf(headEnd)));
  }
}
