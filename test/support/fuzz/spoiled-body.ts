import { gzipSync } from "node:zlib";
import { type Random, randomInt } from "../../../src/base/random.ts";

/** Does the server's own document allow this body? */
export type BodyTest = (body: unknown) => boolean;

export interface SpoiledBody {
  readonly bytes: Buffer;
  readonly contentType: string;
}

const json = "application/json";
const junk: readonly unknown[] = [
  null,
  true,
  -1,
  0.5,
  1e308,
  -0,
  9_007_199_254_740_991,
  "",
  "\u0000",
  "\ud800",
  "é\u{1f600}\u202e",
  "x".repeat(70_000),
  [],
  [[]],
  [null],
  [{}],
  {},
  { $ne: null },
  { toString: 1 },
  "' OR 1=1 --",
  "../../etc/passwd",
  Array(2_000).fill("x"),
];
const broken = [
  "{",
  "nul",
  "[1,",
  '{"a"',
  '{"a":}',
  "{'a':1}",
  "1e",
  "\u0000",
  "{}x",
  "{}{}",
  '"\\x"',
  "NaN",
  '{"__proto__":{}}',
];
const notObjects = ["null", "[]", '"text"', "5", "true", "[{}]"];
const otherTypes = ["text/plain", "text/html", "application/xml", "application/x-www-form-urlencoded", "a/b/c", ";", "image/png"];

export function pick<T>(random: Random, from: readonly T[]): T {
  return from[randomInt(random, 0, from.length - 1)] as T;
}

/** A body that the endpoint must refuse, made from one that it takes. */
export function spoiledBody(random: Random, body: unknown, allowed: BodyTest): SpoiledBody {
  const text = JSON.stringify(body);
  const kinds: readonly (() => SpoiledBody)[] = [
    () => asJson(wrongField(random, body, allowed) ?? pick(random, notObjects)),
    () => asJson(wrongField(random, body, allowed) ?? pick(random, broken)),
    () => asJson(pick(random, broken)),
    () => asJson(pick(random, notObjects)),
    () => asJson(deep(random)),
    () => asJson(text.slice(0, randomInt(random, 1, text.length - 1))),
    () => ({ bytes: Buffer.from(text), contentType: pick(random, otherTypes) }),
    () => ({ bytes: Buffer.from(text, "utf16le"), contentType: `${json}; charset=utf-16le` }),
    () => ({ bytes: gzipSync(text), contentType: json }),
    () => ({ bytes: random.bytes(randomInt(random, 1, 400)), contentType: json }),
  ];
  return pick(random, kinds)();
}

function asJson(text: string): SpoiledBody {
  return { bytes: Buffer.from(text), contentType: json };
}

/** One field gone, or junk in its place, such that the document forbids it; undefined when nothing of the kind was found. */
function wrongField(random: Random, body: unknown, allowed: BodyTest): string | undefined {
  const fields = Object.keys(body as object);
  for (let attempt = 0; attempt < 10 && fields.length > 0; attempt++) {
    const field = pick(random, fields);
    const value = randomInt(random, 0, 5) === 0 ? undefined : pick(random, junk);
    const text = JSON.stringify({ ...(body as object), [field]: value });
    if (!allowed(JSON.parse(text))) return text;
  }
  return undefined;
}

function deep(random: Random): string {
  const depth = randomInt(random, 1_000, 100_000);
  return randomInt(random, 0, 1) ? "[".repeat(depth) : "[".repeat(depth) + "]".repeat(depth);
}
