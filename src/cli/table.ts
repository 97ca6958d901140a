import { stripVTControlCharacters } from "node:util";
import Table from "cli-table3";
import type { Terminal } from "./terminal.ts";

const gap = 2;

/**
 * A table without borders, its head dimmed; where it is wider than the terminal, the widest column that does not hold figures is cut short with an
 * ellipsis.
 */
export function table(terminal: Terminal, head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const blank = {
    top: "",
    "top-mid": "",
    "top-left": "",
    "top-right": "",
    bottom: "",
    "bottom-mid": "",
    "bottom-left": "",
    "bottom-right": "",
  };
  const inner = { left: "", "left-mid": "", mid: "", "mid-mid": "", right: "", "right-mid": "", middle: " ".repeat(gap) };
  const texts = rows.map((row) => row.map(String));
  const drawn = new Table({
    head: head.map((title) => terminal.colors.dim(title)),
    colWidths: fittingWidths([head, ...texts], terminal.columns),
    chars: { ...blank, ...inner },
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
  });
  drawn.push(...texts);
  return drawn
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

function fittingWidths(rows: readonly (readonly string[])[], columns: number): number[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(1, ...rows.map((row) => plain(row[column]).length)));
  const figures = widths.map((_, column) => rows.slice(1).every((row) => /^[-$]?\d/.test(plain(row[column]))));
  const excess = () => widths.reduce((sum, width) => sum + width + gap, -gap) - columns;
  for (let over = excess(); over > 0; over = excess()) {
    const words = widths.map((width, column) => (figures[column] ? 0 : width));
    const widest = words.indexOf(Math.max(...words));
    const next = Math.max(...words.filter((_, index) => index !== widest), 8);
    const width = words[widest] ?? 0;
    if (width <= 8) break;
    widths[widest] = Math.max(width - over, Math.min(next, width - 1));
  }
  return widths;
}

function plain(cell: string | undefined): string {
  return stripVTControlCharacters(cell ?? "");
}
