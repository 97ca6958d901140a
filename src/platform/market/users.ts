import { createHash, timingSafeEqual } from "node:crypto";
import { token, uuid } from "../../base/ids.ts";
import type { Random } from "../../base/random.ts";
import type { Database } from "../../base/sqlite/database.ts";

/** A person's account, for "User authentication" (API "Upload", PLATFORM row 37). */
export interface UserRecord {
  readonly number: number;
  readonly id: string;
  readonly name: string;
}

export interface NewUser {
  readonly name: string;
  /** Drawn when absent. */
  readonly token?: string | undefined;
}

/** People, as far as the document knows them: a bearer token, kept as its SHA-256. */
export class Users {
  readonly #database: Database;
  readonly #random: Random;

  constructor(database: Database, random: Random) {
    this.#database = database;
    this.#random = random;
  }

  /** The token is in the answer and nowhere else. */
  create(user: NewUser, nowMs: number): { user: UserRecord; token: string } {
    const bearer = user.token ?? `ut_${token(this.#random, 24)}`;
    const row = this.#database.get<UserRecord>(
      "INSERT INTO users (id, token_hash, created_ms, name) VALUES (?, ?, ?, ?) RETURNING number, id, name",
      uuid(this.#random),
      hash(bearer),
      nowMs,
      user.name,
    );
    if (!row) throw new Error("INSERT … RETURNING gave no row");
    return { user: row, token: bearer };
  }

  byToken(bearer: string): UserRecord | undefined {
    const wanted = hash(bearer);
    const row = this.#database.get<UserRecord & { readonly tokenHash: Uint8Array }>(
      "SELECT number, id, name, token_hash AS tokenHash FROM users WHERE token_hash = ?",
      wanted,
    );
    return row && timingSafeEqual(row.tokenHash, wanted) ? row : undefined;
  }
}

function hash(bearer: string): Buffer {
  return createHash("sha256").update(bearer).digest();
}
