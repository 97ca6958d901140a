import { createWriteStream, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { token } from "../../../base/ids.ts";
import type { Random } from "../../../base/random.ts";
import { Refusal } from "../../market/refusal.ts";
import { ContentProbe } from "./content-probe.ts";
import { decideType } from "./decide-type.ts";
import { nameOrDefault, sanitiseFileName } from "./file-name.ts";
import type { FileSource, IncomingFile } from "./file-source.ts";
import { isWordDocument, zipNames } from "./zip-names.ts";

/** A file on the disk that no row knows yet. */
export interface StoredFile {
  /** Random and long: whoever knows it may read the file. */
  readonly id: string;
  /** Sanitised. */
  readonly filename: string;
  readonly type: string;
  readonly sizeBytes: number;
  readonly sha256Hex: string;
}

export interface UploadStoreOptions {
  /** The platform's data directory, or `:memory:` for a temporary folder that `close` removes. */
  readonly dataDir: string;
  readonly random: Random;
  readonly maxFileBytes: number;
}

/** API section "Upload": 10 MB (PLATFORM row 37). */
export const maxUploadBytes = 10_485_760;

const idBytes = 24;

/** The uploaded files, each under its id in one folder; what they are called and whose they are stands in the database. */
export class UploadStore {
  readonly #options: UploadStoreOptions;
  #folder: string | undefined;

  constructor(options: UploadStoreOptions) {
    this.#options = options;
  }

  path(id: string): string {
    return join(this.#open(), id);
  }

  /** Streams the request's file to the disk and syncs it. Rejects with a Refusal, and then nothing is left. */
  async receive(source: FileSource): Promise<StoredFile> {
    const id = token(this.#options.random, idBytes);
    let stored: StoredFile | undefined;
    try {
      await source(async (file) => {
        stored = await this.#store(id, file);
      });
      if (!stored) throw new Refusal("invalid_request", "Send one file in the field `file`");
      return stored;
    } catch (error) {
      await this.remove(id);
      throw error;
    }
  }

  /** Idempotent. */
  async remove(id: string): Promise<void> {
    await rm(this.path(id), { force: true });
  }

  /** Removes what a crash left between file and row. */
  sweep(isKnown: (id: string) => boolean): void {
    if (this.#options.dataDir === ":memory:") return;
    for (const id of readdirSync(this.#open())) if (!isKnown(id)) rmSync(join(this.#open(), id), { force: true });
  }

  close(): void {
    if (this.#options.dataDir === ":memory:" && this.#folder) rmSync(this.#folder, { recursive: true, force: true });
  }

  async #store(id: string, file: IncomingFile): Promise<StoredFile> {
    const probe = new ContentProbe(this.#options.maxFileBytes);
    await pipeline(file.content, probe, createWriteStream(this.path(id), { flags: "wx", mode: 0o600, flush: true }));
    if (probe.sizeBytes === 0) throw new Refusal("invalid_request", "The file is empty");
    const { declaredType } = file;
    const filename = sanitiseFileName(file.filename);
    const kind = probe.kind === "zip" && isWordDocument(await zipNames(this.path(id))) ? "docx" : probe.kind;
    const type = decideType({ declaredType, filename, kind });
    return {
      id,
      filename: nameOrDefault(filename, type),
      type: type.mimeType,
      sizeBytes: probe.sizeBytes,
      sha256Hex: probe.sha256Hex(),
    };
  }

  // Made when the first file comes: most servers never see one.
  #open(): string {
    if (this.#folder) return this.#folder;
    const { dataDir } = this.#options;
    if (dataDir === ":memory:") this.#folder = mkdtempSync(join(tmpdir(), "upclaws-uploads-"));
    else {
      this.#folder = join(dataDir, "uploads");
      mkdirSync(this.#folder, { recursive: true });
    }
    return this.#folder;
  }
}
