import { hash } from "node:crypto";
import { canonicalJson } from "../../base/json.ts";
import type { Random } from "../../base/random.ts";
import type { Database } from "../../base/sqlite/database.ts";
import { Refusal } from "../market/refusal.ts";
import { open, seal } from "./sealed-answer.ts";

export interface IdempotentCall {
  /** The client's Idempotency-Key. */
  readonly key: string;
  /** Agent id, or the address of an anonymous caller: nobody meets another's answers. */
  readonly caller: string;
  readonly path: string;
  /** Validated, so that equal meaning is equal text and depth is bounded. */
  readonly body: unknown;
}

/** A place taken by a call whose answer is being made; `release` it whatever happens. */
export interface IdempotencyPlace {
  /** The recorded answer, when this call was carried out before. */
  readonly recorded: Readonly<Record<string, unknown>> | undefined;
  /** To be called inside the transaction that carries the call out. */
  record(body: Readonly<Record<string, unknown>>, nowMs: number): void;
  release(): void;
}

const longestKey = 255;

/**
 * PLATFORM row 17. Only what was carried out is recorded, and in the same transaction; a refused call changed nothing, so its repetition is
 * simply judged again.
 */
export class Idempotency {
  readonly #database: Database;
  readonly #random: Random;
  readonly #inFlight = new Set<string>();

  constructor(database: Database, random: Random) {
    this.#database = database;
    this.#random = random;
  }

  /** Throws `idempotency_in_flight`, `idempotency_mismatch`, or `invalid_request` for a key of impossible length. */
  enter({ key, caller, path, body }: IdempotentCall): IdempotencyPlace {
    if (key.length === 0 || key.length > longestKey) {
      throw new Refusal("invalid_request", `Idempotency-Key takes 1 to ${longestKey} characters (received ${key.length})`);
    }
    const scope = digest(JSON.stringify([caller, key, path]));
    const request = digest(canonicalJson(body));
    const name = scope.toString("base64");
    if (this.#inFlight.has(name)) {
      throw new Refusal("idempotency_in_flight", "The first request with this Idempotency-Key has not been answered yet");
    }
    const row = this.#database.get<{ request: Uint8Array; answer: Uint8Array }>(
      "SELECT request, answer FROM idempotent_answers WHERE scope = ?",
      scope,
    );
    if (row && !request.equals(row.request)) {
      throw new Refusal("idempotency_mismatch", "This Idempotency-Key was used with another body");
    }
    this.#inFlight.add(name);
    return {
      recorded: row && (JSON.parse(open(row.answer, key)) as Record<string, unknown>),
      record: (answer, nowMs) => {
        this.#database.run(
          "INSERT INTO idempotent_answers (scope, request, created_ms, answer) VALUES (?, ?, ?, ?)",
          scope,
          request,
          nowMs,
          seal(JSON.stringify(answer), key, this.#random),
        );
      },
      release: () => this.#inFlight.delete(name),
    };
  }
}

function digest(text: string): Buffer {
  return hash("sha256", text, "buffer");
}
