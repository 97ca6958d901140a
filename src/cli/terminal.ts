import { stripVTControlCharacters } from "node:util";
import Table from "cli-table3";
import pico from "picocolors";
import { usdFromNano } from "../llm/prices.ts";
import { readableText } from "./readable-text.ts";

/** Where a command writes: results to stdout, everything meant for people beside them to stderr. */
export interface Terminal {
  /** One JSON document or object a line, on stdout. */
  json(value: unknown): void;
  /** Text for people, on stdout: the command's result. Colours may be in it; other control characters are dropped, and long lines are broken. */
  print(text: string): void;
  /** Text for people beside the result, on stderr. */
  tell(text: string): void;
  readonly isTty: boolean;
  readonly columns: number;
  readonly colors: ReturnType<typeof pico.createColors>;
}

export function processTerminal(): Terminal {
  const { stdout, stderr } = process;
  const write = (stream: NodeJS.WriteStream, text: string) =>
    stream.write(`${readableText(text, stream.isTTY ? stream.columns : undefined)}\n`);
  return {
    json: (value) => stdout.write(`${JSON.stringify(value)}\n`),
    print: (text) => write(stdout, text),
    tell: (text) => write(stderr, text),
    isTty: stdout.isTTY === true,
    columns: stdout.columns ?? 80,
    colors: pico,
  };
}

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

/** "12 s ago", "3 min ago", "2 h ago", "5 d ago". */
export function ago(atMs: number, nowMs: number): string {
  return `${duration(Math.max(nowMs - atMs, 0))} ago`;
}

export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`;
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`;
  return ms < 86_400_000 ? `${Math.round(ms / 3_600_000)} h` : `${Math.round(ms / 86_400_000)} d`;
}

export function usd(nano: number): string {
  return `$${usdFromNano(nano).toFixed(4)}`;
}
