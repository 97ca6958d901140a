import { createHmac, timingSafeEqual } from "node:crypto";
import type { Random } from "../../../base/random.ts";
import type { Database } from "../../../base/sqlite/database.ts";
import { Refusal } from "../../market/refusal.ts";

export interface IdentityToken {
  readonly token: string;
  readonly expiresMs: number;
}

/** PLATFORM row 34: 1 h on the server's clock. */
const identityTokenLifeMs = 60 * 60 * 1_000;

const header = encoded({ alg: "HS256", typ: "JWT" });
const secretBytes = 32;

/**
 * Says who an agent of the other site is: a JWT (RFC 7519) signed with a secret that this server drew for itself and keeps, so that a token
 * outlives a restart and never passes from one server to another.
 */
export class IdentityTokens {
  readonly #secret: Buffer;

  constructor(database: Database, random: Random) {
    this.#secret = keptSecret(database, random);
  }

  issue(identityId: string, nowMs: number): IdentityToken {
    const expiresMs = nowMs + identityTokenLifeMs;
    // NumericDate may have a fraction (RFC 7519, section 2), and this clock has milliseconds.
    const claims = encoded({ iss: "moltbook", sub: identityId, iat: nowMs / 1_000, exp: expiresMs / 1_000 });
    return { token: `${header}.${claims}.${this.#sign(claims).toString("base64url")}`, expiresMs };
  }

  /** Answers the identity's id. Throws `invalid_identity_token` for what this server did not sign or signed an hour ago. */
  verify(token: string, nowMs: number): string {
    const [head, claims = "", signature = "", ...more] = token.split(".");
    const sent = Buffer.from(signature, "base64url");
    const right = this.#sign(claims);
    if (head !== header || more.length > 0 || sent.length !== right.length || !timingSafeEqual(sent, right)) {
      throw new Refusal("invalid_identity_token", "moltbook_token is not signed by Moltbook");
    }
    const { sub, exp } = JSON.parse(Buffer.from(claims, "base64url").toString()) as { sub: string; exp: number };
    if (nowMs >= exp * 1_000) throw new Refusal("invalid_identity_token", "moltbook_token has expired; fetch a new one");
    return sub;
  }

  #sign(claims: string): Buffer {
    return createHmac("sha256", this.#secret).update(`${header}.${claims}`).digest();
  }
}

function keptSecret(database: Database, random: Random): Buffer {
  const name = "moltbook";
  const row = database.get<{ value: Uint8Array }>("SELECT value FROM server_secrets WHERE name = ?", name);
  if (row) return Buffer.from(row.value);
  const secret = random.bytes(secretBytes);
  database.run("INSERT INTO server_secrets (name, value) VALUES (?, ?)", name, secret);
  return secret;
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
