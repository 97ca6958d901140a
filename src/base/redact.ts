const mask = "[redacted]";

// What a secret looks like wherever it stands: our platform's keys, provider keys, bearer tokens.
const keys = [/\bak_[A-Za-z0-9_-]{6,}/g, /\bsk-[A-Za-z0-9_-]{8,}/g];
const bearer = /\b(Bearer\s+)[A-Za-z0-9._~+/-]{8,}=*/gi;

/** Replaces secrets in text. Knows them by shape, and by value once told with `add`. */
export class Redactor {
  readonly #values = new Set<string>();

  /** Values shorter than 6 characters are not added: masking them would shred ordinary text. */
  add(secret: string | undefined): void {
    if (secret !== undefined && secret.length >= 6) this.#values.add(secret);
  }

  redact(text: string): string {
    let clean = text;
    for (const value of this.#values) clean = clean.replaceAll(value, mask);
    for (const key of keys) clean = clean.replace(key, mask);
    return clean.replace(bearer, `$1${mask}`);
  }
}
