import type { Random } from "./random.ts";

/** A version 4 UUID drawn from `random`. */
export function uuid(random: Random): string {
  return uuidOf(random.bytes(16));
}

/** Sixteen bytes as a version 4 UUID, whose six fixed bits are set in them. */
export function uuidOf(bytes: Buffer): string {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** `length` characters of an alphabet without look-alikes; for claim codes and references people read aloud. */
export function readableCode(random: Random, length: number): string {
  const alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
  return Array.from(random.bytes(length), (byte) => alphabet[byte % alphabet.length]).join("");
}

/** `length` random bytes as URL-safe base64. */
export function token(random: Random, length: number): string {
  return random.bytes(length).toString("base64url");
}
