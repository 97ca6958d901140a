import { closeSync, openSync, writeSync } from "node:fs";

const pieceBytes = 65_536;

/**
 * A file of lines, written in pieces as they come. Synchronous, since its source is: the simulation cannot wait for a stream, and a buffer that
 * takes all of a month would not fit. What was written stays when the run fails.
 */
export class LineFile {
  #lines: string[] = [];
  #bytes = 0;
  readonly #descriptor: number;

  /** Replaces what is there. Throws what `open` throws. */
  constructor(file: string) {
    this.#descriptor = openSync(file, "w");
  }

  /** `line` without its end. */
  write(line: string): void {
    this.#lines.push(line, "\n");
    this.#bytes += line.length + 1;
    if (this.#bytes >= pieceBytes) this.flush();
  }

  close(): void {
    this.flush();
    closeSync(this.#descriptor);
  }

  /** Writes what is still here. */
  flush(): void {
    const bytes = Buffer.from(this.#lines.join(""));
    for (let written = 0; written < bytes.length; ) written += writeSync(this.#descriptor, bytes, written);
    this.#lines = [];
    this.#bytes = 0;
  }
}
