/** One line of a comparison: in both, only in the first, only in the second. */
export interface DiffLine {
  readonly mark: " " | "-" | "+";
  readonly text: string;
}

/** The shortest edit from `before` to `after`, by longest common subsequence. */
export function diffLines(before: readonly string[], after: readonly string[]): readonly DiffLine[] {
  const common = commonLengths(before, after);
  const lines: DiffLine[] = [];
  let at = 0;
  let to = 0;
  while (at < before.length || to < after.length) {
    const [old, fresh] = [before[at], after[to]];
    if (old !== undefined && old === fresh) {
      lines.push({ mark: " ", text: old });
      at++;
      to++;
    } else if (fresh === undefined || (old !== undefined && lengthAt(common, at + 1, to) >= lengthAt(common, at, to + 1))) {
      lines.push({ mark: "-", text: old ?? "" });
      at++;
    } else {
      lines.push({ mark: "+", text: fresh });
      to++;
    }
  }
  return lines;
}

/** The differing lines with `context` lines around each; `…` where lines are left out. */
export function diffText(lines: readonly DiffLine[], context = 1): string {
  const isNear = (index: number) =>
    lines.slice(Math.max(index - context, 0), index + context + 1).some((line) => line.mark !== " ");
  const shown: string[] = [];
  lines.forEach(({ mark, text }, index) => {
    if (isNear(index)) shown.push(`${mark} ${text}`);
    else if (shown.at(-1) !== "…") shown.push("…");
  });
  return shown.join("\n");
}

type Lengths = readonly (readonly number[])[];

const lengthAt = (common: Lengths, at: number, to: number) => common[at]?.[to] ?? 0;

/** `[at][to]`: how many lines the rests from there have in common. */
function commonLengths(before: readonly string[], after: readonly string[]): Lengths {
  const rows: number[][] = [];
  for (let at = before.length - 1; at >= 0; at--) {
    const row: number[] = [];
    for (let to = after.length - 1; to >= 0; to--) {
      const below = rows[at + 1]?.[to] ?? 0;
      row[to] = before[at] === after[to] ? (rows[at + 1]?.[to + 1] ?? 0) + 1 : Math.max(below, row[to + 1] ?? 0);
    }
    rows[at] = row;
  }
  return rows;
}
