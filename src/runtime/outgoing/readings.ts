/**
 * What a text says to somebody who looks for a hidden message in it: the text itself, backwards, rot13, and what its base64, hex, percent and
 * character codes decode to; each reduced to its letters and digits. Enough against a model that was told to spell a secret another way, never
 * against every code there is.
 */
export function readingsOf(text: string): readonly string[] {
  const plain = unescaped(text);
  const compact = plain.replace(/\s+/g, "");
  return [plain, backwards(plain), rot13(plain), ...base64(compact), ...hex(plain), characterCodes(plain)]
    .map(lettersAndDigits)
    .filter((reading) => reading !== "");
}

/** Case, spacing, punctuation, accents, invisible characters and most look-alikes do not count. */
export function lettersAndDigits(text: string): string {
  return text
    .replace(/[\u{E0020}-\u{E007E}]/gu, (tag) => String.fromCodePoint((tag.codePointAt(0) ?? 0) - 0xe0000))
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .normalize("NFC")
    .replace(alike, (letter) => latin[letter] ?? letter)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
}

// Letters that look like Latin ones, before those they look like: Cyrillic, Greek, and Latin ones that take no accent apart.
const lookAlikes = [
  ["АВЕНІЈКМОРЅТУХСԚԜ", "abehijkmopstyxcqw"],
  ["авеԁһіјкӏморԛѕтухсԝнгп", "abedhijklmopqstyxcwhrn"],
  ["ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "abezhikmnoptyx"],
  ["αβγεηικνορτυχω", "abyenikvoptuxw"],
  ["ıɩɡɑłøđħ", "iigalodh"],
] as const;
const latin: Readonly<Record<string, string>> = Object.fromEntries(
  lookAlikes.flatMap(([letters, same]) => [...letters].map((letter, index) => [letter, same[index] ?? letter])),
);
const alike = new RegExp(`[${Object.keys(latin).join("")}]`, "g");

const backwards = (text: string) => [...text].reverse().join("");

const rot13 = (text: string) =>
  text.replace(/[a-z]/gi, (letter) => {
    const code = letter.charCodeAt(0);
    return String.fromCharCode((code & 31) > 13 ? code - 13 : code + 13);
  });

/** Percent codes, and numeric entities of HTML. */
function unescaped(text: string): string {
  return text
    .replace(/%([0-9a-f]{2})/gi, (_all, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/&#(x?)([0-9a-f]{1,5});/gi, (_all, x: string, code: string) => character(Number.parseInt(code, x === "" ? 10 : 16)));
}

/** Wherever it may begin within a run of its letters. */
function base64(compact: string): string[] {
  const runs = compact.match(/[A-Za-z0-9+/_-]{16,}/g) ?? [];
  return [0, 1, 2, 3].map((from) => runs.map((run) => Buffer.from(run.slice(from), "base64").toString("latin1")).join(" "));
}

function hex(text: string): string[] {
  const runs = text.replace(/0x|\\x|\\u00|[\s,:;-]+/gi, "").match(/[0-9a-f]{16,}/gi) ?? [];
  return [0, 1].map((from) => runs.map((run) => Buffer.from(run.slice(from), "hex").toString("latin1")).join(" "));
}

function characterCodes(text: string): string {
  const runs = text.match(/\d{2,3}(?:[\s,;]+\d{2,3}){7,}/g) ?? [];
  return runs
    .map((run) =>
      run
        .split(/[\s,;]+/)
        .map((code) => character(Number(code)))
        .join(""),
    )
    .join(" ");
}

function character(code: number): string {
  return Number.isInteger(code) && code <= 0x10ffff ? String.fromCodePoint(code) : "";
}
