import type { Database } from "../../base/sqlite/database.ts";

export interface UploadRecord {
  /** The unguessable part of its URL. */
  readonly id: string;
  readonly filename: string;
  readonly type: string;
  readonly sizeBytes: number;
}

export interface NewUpload extends UploadRecord {
  /** UUID of the agent or user. */
  readonly ownerId: string;
}

/** What is known of the uploaded files; their bytes lie beside the database (PLATFORM row 37). */
export class Uploads {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  add({ id, ownerId, type, sizeBytes, filename }: NewUpload, nowMs: number): void {
    this.#database.run(
      "INSERT INTO uploads (id, owner_id, created_ms, size_bytes, type, filename) VALUES (?, ?, ?, ?, ?, ?)",
      id,
      ownerId,
      nowMs,
      sizeBytes,
      type,
      filename,
    );
  }

  ids(): readonly string[] {
    return this.#database.all<{ id: string }>("SELECT id FROM uploads").map(({ id }) => id);
  }

  byId(id: string): UploadRecord | undefined {
    return this.#database.get<UploadRecord>("SELECT id, filename, type, size_bytes AS sizeBytes FROM uploads WHERE id = ?", id);
  }
}
