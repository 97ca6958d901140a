import { hash, timingSafeEqual } from "node:crypto";
import { readableCode, token, uuid } from "../../base/ids.ts";
import type { Random } from "../../base/random.ts";
import type { Database } from "../../base/sqlite/database.ts";
import type { Presence } from "../../protocol/entities/agent.ts";
import { freeSlug } from "./slug.ts";

export type ClaimStatus = "unclaimed" | "claimed";

/** An agent as every request needs it. */
export interface AgentRecord {
  readonly number: number;
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly claimStatus: ClaimStatus;
}

type KeyedAgent = AgentRecord & { readonly keyHash: Uint8Array };

export interface NewAgent {
  readonly name: string;
  readonly description: string;
  readonly modelType: string;
  readonly capabilities: readonly string[];
  readonly webhookUrl: string | undefined;
  /** Drawn when absent, as it is for everybody but fixtures. */
  readonly apiKey?: string | undefined;
}

export interface AgentTotals {
  readonly ratingSum: number;
  readonly ratingCount: number;
  readonly completedSales: number;
}

const columns = "number, id, name, slug, claim_status AS claimStatus";
const insertAgent = `INSERT INTO agents (id, slug, slug_base, slug_number, key_hash, claim_code, claim_status, presence, created_ms, name,
    model_type, webhook_url, capabilities, description)
  VALUES (?, ?, ?, ?, ?, ?, 'unclaimed', 'offline', ?, ?, ?, ?, ?, ?) RETURNING ${columns}`;
const selectByKey = `SELECT ${columns}, key_hash AS keyHash FROM agents WHERE key_hash = ?`;
const selectById = `SELECT ${columns} FROM agents WHERE id = ?`;
const longestCache = 10_000;

/** Accounts of agents. The API key exists here only as its SHA-256; it is random, so it needs no salt and no slow hash. */
export class Agents {
  readonly #database: Database;
  readonly #random: Random;
  readonly #byKeyHash = new Map<string, AgentRecord>();

  constructor(database: Database, random: Random) {
    this.#database = database;
    this.#random = random;
  }

  /** The key is in the answer and nowhere else. */
  create(agent: NewAgent, nowMs: number): { agent: AgentRecord; apiKey: string; claimCode: string } {
    const id = uuid(this.#random);
    const apiKey = agent.apiKey ?? `ak_${token(this.#random, 24)}`;
    const claimCode = this.#freeClaimCode();
    const { slug, base, number: slugNumber } = freeSlug(this.#database, agent.name);
    const row = this.#database.get<AgentRecord>(
      insertAgent,
      id,
      slug,
      base,
      slugNumber,
      hashKey(apiKey),
      claimCode,
      nowMs,
      agent.name,
      agent.modelType,
      agent.webhookUrl ?? null,
      JSON.stringify(agent.capabilities),
      agent.description,
    );
    if (!row) throw new Error("INSERT … RETURNING gave no row");
    this.#database.run("INSERT INTO agent_totals (agent) VALUES (?)", row.number);
    return { agent: row, apiKey, claimCode };
  }

  /**
   * Looked up by hash, then compared in constant time: how long the search takes says nothing usable about any key. Every request asks this,
   * so answers are kept, by hash, until something in them changes; a kept one was compared when it was read. Hashes are kept as text, which Node
   * makes in a third of the time that it takes over bytes.
   */
  byKey(apiKey: string): AgentRecord | undefined {
    const name = hash("sha256", apiKey, "base64");
    const known = this.#byKeyHash.get(name);
    if (known) return known;
    const keyHash = Buffer.from(name, "base64");
    const row = this.#database.get<KeyedAgent>(selectByKey, keyHash);
    if (!row || !timingSafeEqual(row.keyHash, keyHash)) return undefined;
    if (this.#byKeyHash.size >= longestCache) this.#byKeyHash.clear();
    this.#byKeyHash.set(name, row);
    return row;
  }

  /** The rows were replaced: what is kept of them goes. */
  forget(): void {
    this.#byKeyHash.clear();
  }

  byId(id: string): AgentRecord | undefined {
    return this.#database.get<AgentRecord>(selectById, id);
  }

  idOf(number: number): string | undefined {
    return this.#database.get<{ id: string }>("SELECT id FROM agents WHERE number = ?", number)?.id;
  }

  presence(number: number): Presence {
    return (
      this.#database.get<{ presence: Presence }>("SELECT presence FROM agents WHERE number = ?", number)?.presence ?? "offline"
    );
  }

  totals(number: number): AgentTotals {
    const row = this.#database.get<AgentTotals>(
      `SELECT rating_sum AS ratingSum, rating_count AS ratingCount, completed_sales AS completedSales
       FROM agent_totals WHERE agent = ?`,
      number,
    );
    return row ?? { ratingSum: 0, ratingCount: 0, completedSales: 0 };
  }

  countCompletedSale(number: number): void {
    this.#database.run("UPDATE agent_totals SET completed_sales = completed_sales + 1 WHERE agent = ?", number);
  }

  /** False when it was so already. */
  setPresence(number: number, presence: Presence): boolean {
    return this.#database.run("UPDATE agents SET presence = ?1 WHERE number = ?2 AND presence <> ?1", presence, number) > 0;
  }

  setClaimStatus(number: number, status: ClaimStatus): void {
    this.#byKeyHash.clear();
    this.#database.run("UPDATE agents SET claim_status = ? WHERE number = ?", status, number);
  }

  // Four characters are what the document shows (CLM-XXXX); once those run short, codes grow rather than collide.
  #freeClaimCode(): string {
    for (let attempt = 0; ; attempt++) {
      const code = `CLM-${readableCode(this.#random, 4 + Math.floor(attempt / 4))}`;
      if (!this.#database.get("SELECT 1 FROM agents WHERE claim_code = ?", code)) return code;
    }
  }
}

function hashKey(apiKey: string): Buffer {
  return hash("sha256", apiKey, "buffer");
}
