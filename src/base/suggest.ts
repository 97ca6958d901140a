/** The candidate that `word` is most likely a misspelling of, or undefined. */
export function suggest(word: string, candidates: readonly string[]): string | undefined {
  const wanted = plain(word);
  const farthest = Math.max(1, Math.floor(wanted.length / 3));
  const near = candidates
    .map((candidate) => ({ candidate, distance: editDistance(wanted, plain(candidate)) }))
    .filter(({ distance }) => distance <= farthest);
  return near.sort((a, b) => a.distance - b.distance)[0]?.candidate;
}

/** `poll_interval_ms`, `poll-interval-ms` and `pollIntervalMs` are the same word; a long word is as wrong as its beginning. */
function plain(word: string): string {
  return word.slice(0, 64).toLowerCase().replace(/[_-]/g, "");
}

/** Levenshtein, one row at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_unused, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
