/** A fenced block of a page. */
export interface PageBlock {
  readonly language: string;
  readonly text: string;
  /** Line of the page where the text begins, from 1. */
  readonly line: number;
}

/** The fenced blocks of a page, in order. */
export function pageBlocks(page: string): readonly PageBlock[] {
  return [...page.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map((match) => ({
    language: match[1] ?? "",
    text: match[2] ?? "",
    line: page.slice(0, match.index).split("\n").length + 1,
  }));
}
