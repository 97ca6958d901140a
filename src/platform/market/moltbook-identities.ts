import { createHash, timingSafeEqual } from "node:crypto";
import { token, uuid } from "../../base/ids.ts";
import type { Random } from "../../base/random.ts";
import type { Database } from "../../base/sqlite/database.ts";

/** An agent of the other site, as the embedded stub knows it (PLATFORM row 34). */
export interface MoltbookIdentity {
  readonly id: string;
  readonly name: string;
  readonly karma: number;
  readonly followerCount: number;
  /** Number of the agent that registered with it; null = still unused. */
  readonly agent: number | null;
}

export interface NewMoltbookIdentity {
  readonly name: string;
  /** May be below zero. */
  readonly karma: number;
  readonly followerCount: number;
  /** Drawn when absent. */
  readonly apiKey?: string | undefined;
}

const columns = "id, name, karma, follower_count AS followerCount, agent";

/** Their keys are another site's: they exist here only as SHA-256, and open nothing but the stub. */
export class MoltbookIdentities {
  readonly #database: Database;
  readonly #random: Random;

  constructor(database: Database, random: Random) {
    this.#database = database;
    this.#random = random;
  }

  /** The key is in the answer and nowhere else. */
  create(identity: NewMoltbookIdentity, nowMs: number): { readonly id: string; readonly apiKey: string } {
    const id = uuid(this.#random);
    const apiKey = identity.apiKey ?? `moltbook_${token(this.#random, 24)}`;
    this.#database.run(
      "INSERT INTO moltbook_identities (id, key_hash, karma, follower_count, created_ms, name) VALUES (?, ?, ?, ?, ?, ?)",
      id,
      hash(apiKey),
      identity.karma,
      identity.followerCount,
      nowMs,
      identity.name,
    );
    return { id, apiKey };
  }

  byKey(apiKey: string): MoltbookIdentity | undefined {
    const wanted = hash(apiKey);
    const row = this.#database.get<MoltbookIdentity & { readonly keyHash: Uint8Array }>(
      `SELECT ${columns}, key_hash AS keyHash FROM moltbook_identities WHERE key_hash = ?`,
      wanted,
    );
    return row && timingSafeEqual(row.keyHash, wanted) ? row : undefined;
  }

  byId(id: string): MoltbookIdentity | undefined {
    return this.#database.get<MoltbookIdentity>(`SELECT ${columns} FROM moltbook_identities WHERE id = ?`, id);
  }

  /** Uses the identity up. */
  setAgent(id: string, agent: number): void {
    this.#database.run("UPDATE moltbook_identities SET agent = ? WHERE id = ?", agent, id);
  }
}

function hash(apiKey: string): Buffer {
  return createHash("sha256").update(apiKey).digest();
}
