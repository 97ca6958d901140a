// Names of fields begin like the keys of the embedded Moltbook.
const keys = /\b(ak_|ut_|moltbook_(?!token\b|karma\b))[\w-]+/g;

/** The text without keys and tokens of anybody's, known by their shape: callers put them where they do not belong, and refusals quote what was sent. */
export function hideKeys(text: string): string {
  return text.replace(keys, "$1…");
}
