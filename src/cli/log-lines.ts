import { closeSync, openSync, readSync } from "node:fs";
import { listLogFiles } from "./log-files.ts";

const chunkBytes = 65_536;

/** The log of a data directory for reading, across the files it is kept in; goes on where it stopped. */
export class LogReader {
  readonly #dataDir: string;
  #place: { readonly file: string; readonly offset: number; readonly rest: Buffer } | undefined;

  constructor(dataDir: string) {
    this.#dataDir = dataDir;
  }

  /** Whole lines that were written since the last call, or since the beginning; oldest first. */
  *read(): Generator<string> {
    const files = listLogFiles(this.#dataDir);
    const at = this.#place ? files.indexOf(this.#place.file) : -1;
    // The file may have been removed meanwhile: then everything that is left is newer.
    for (const file of files.slice(Math.max(at, 0))) {
      const start = file === this.#place?.file ? this.#place : { file, offset: 0, rest: Buffer.alloc(0) };
      yield* this.#readFile(start);
    }
  }

  *#readFile(start: { readonly file: string; readonly offset: number; readonly rest: Buffer }): Generator<string> {
    const { file } = start;
    let { offset, rest } = start;
    const descriptor = openSync(file, "r");
    try {
      const chunk = Buffer.alloc(chunkBytes);
      for (let read = readSync(descriptor, chunk, 0, chunkBytes, offset); read > 0; ) {
        offset += read;
        const text = Buffer.concat([rest, chunk.subarray(0, read)]);
        const end = text.lastIndexOf(10) + 1;
        rest = Buffer.from(text.subarray(end));
        yield* text
          .subarray(0, end)
          .toString("utf8")
          .split("\n")
          .filter((line) => line !== "");
        read = readSync(descriptor, chunk, 0, chunkBytes, offset);
      }
    } finally {
      closeSync(descriptor);
      this.#place = { file, offset, rest };
    }
  }
}
