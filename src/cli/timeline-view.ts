import { isoTime } from "../base/clock.ts";
import type { CliContext } from "./cli-context.ts";
import type { TimelineEntry, TimelineRun } from "./order-timeline.ts";
import { ago, duration } from "./readable-figures.ts";
import { runNumber } from "./run-reference.ts";

const widestTitle = 26;

/** For people: a heading for each run, and under it a line for each thing that happened, with the time since the run came. */
export function timelineText(runs: readonly TimelineRun[], { terminal, clock }: CliContext): string {
  const { colors, columns } = terminal;
  const titles = runs.flatMap(({ entries }) => entries.map(title));
  const width = Math.min(widestTitle, Math.max(8, ...titles.map((text) => text.length)));
  const lines = runs.flatMap(({ run, source, entries }) => {
    const { status, code, reason, attempts, createdAtMs } = run;
    const mark = status === "done" ? colors.green("✓") : status === "dead" ? colors.red("✗") : colors.yellow("•");
    const times = attempts > 1 ? `, ${attempts} executions` : "";
    const about = `${source}, ${runNumber(run)}, ${ago(createdAtMs, clock.now())}: ${status}${times}`;
    const why = reason === null ? [] : wrapped(`${code === null ? "" : `${code}: `}${reason}`, columns - 4);
    return [
      `${mark} ${colors.bold(run.kind)}  ${colors.dim(cut(about, columns - run.kind.length - 4))}`,
      ...why.map((line) => colors.dim(`    ${line}`)),
      ...entries.map((entry) => {
        const since = `+${duration(Math.max(0, entry.atMs - createdAtMs))}`.padStart(8);
        const name = cut(title(entry), width).padEnd(width);
        return `  ${colors.dim(since)}  ${name}  ${cut(printable(entry.facts), columns - width - 14)}`.trimEnd();
      }),
    ];
  });
  return lines.join("\n");
}

/** For machines: one list, in order of time. */
export function timelineJson(runs: readonly TimelineRun[]): readonly object[] {
  const all = runs.flatMap(({ run, source, entries }) => {
    const { id, kind, status, code, reason, attempts, createdAtMs, endedAtMs } = run;
    const event = { run: id, source, status, attempts, code, reason, endedAt: endedAtMs === null ? null : isoTime(endedAtMs) };
    return [
      { atMs: createdAtMs, kind: "event", what: kind, ...event },
      ...entries.map(({ atMs, kind: what, what: name, details }) => ({ atMs, kind: what, what: name, run: id, ...details })),
    ];
  });
  return all.toSorted((a, b) => a.atMs - b.atMs).map(({ atMs, ...entry }) => ({ at: isoTime(atMs), ...entry }));
}

function title({ kind, what }: TimelineEntry): string {
  return kind === "action" || kind === "step" ? what : `${kind} ${what}`;
}

/** Texts of others must not move the cursor. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ");
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(1, width - 1))}…`;
}

function wrapped(text: string, width: number): readonly string[] {
  const lines = [""];
  for (const word of printable(text).split(" ")) {
    const last = lines.at(-1) ?? "";
    if (last !== "" && last.length + word.length + 1 > width) lines.push(word);
    else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
  }
  return lines.map((line) => cut(line, width));
}
