import { stripVTControlCharacters } from "node:util";
import Table from "cli-table3";
import pico from "picocolors";
import { usdFromNano } from "../llm/prices.ts";

/** Where a command writes: results to stdout, everything meant for people beside them to stderr. */
export interface Terminal {
  /** One JSON document or object a line, on stdout. */
  json(value: unknown): void;
  /** Text for people, on stdout: the command's result. */
  print(text: string): void;
  /** Text for people beside the result, on stderr. */
  tell(text: string): void;
  readonly isTty: boolean;
  readonly columns: number;
  readonly colors: ReturnType<typeof pico.createColors>;
}

export function processTerminal(): Terminal {
  const { stdout, stderr } = process;
  return {
    json: (value) => stdout.write(`${JSON.stringify(value)}\n`),
    print: (text) => stdout.write(`${text}\n`),
    tell: (text) => stderr.write(`${text}\n`),
    isTty: stdout.isTTY === true,
    columns: stdout.columns ?? 80,
    colors: pico,
  };
}

const gap = 2;

/** A table without borders, its head dimmed; where it is wider than the terminal, the widest column is cut short with an ellipsis. */
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
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(1, ...rows.map((row) => stripVTControlCharacters(row[column] ?? "").length)),
  );
  const excess = () => widths.reduce((sum, width) => sum + width + gap, -gap) - columns;
  for (let over = excess(); over > 0; over = excess()) {
    const widest = widths.indexOf(Math.max(...widths));
    const next = Math.max(...widths.filter((_, index) => index !== widest), 8);
    const width = widths[widest] ?? 0;
    if (width <= 8) break;
    widths[widest] = Math.max(width - over, Math.min(next, width - 1));
  }
  return widths;
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
