import { stripVTControlCharacters } from "node:util";

const esc = "\u001b";

/**
 * Text as a terminal may have it: colours stay, every other control character goes, since buyers and models write some of it; without `columns` as wide
 * as it is, else broken between words, the rest of a line as far in as its beginning. Long words stay whole, so that addresses can be copied.
 */
export function readableText(text: string, columns?: number): string {
  const clean = text.replace(/(\p{Cc})(\[[\d;]*m)?/gu, (found, control: string, colour = "") =>
    control === "\n" || control === "\t" || (control === esc && colour !== "") ? found : colour,
  );
  return columns === undefined
    ? clean
    : clean
        .split("\n")
        .map((line) => wrapped(line, columns))
        .join("\n");
}

function wrapped(line: string, columns: number): string {
  if (width(line) <= columns) return line;
  const indent = /^\s*/.exec(line)?.[0] ?? "";
  const lines: string[] = [];
  let current = "";
  for (const word of line.slice(indent.length).split(" ")) {
    const longer = current === "" ? word : `${current} ${word}`;
    if (current !== "" && width(indent + longer) > columns) {
      lines.push(current);
      current = word;
    } else current = longer;
  }
  return [...lines, current].map((one) => indent + one.trimEnd()).join("\n");
}

function width(text: string): number {
  return stripVTControlCharacters(text).length;
}
