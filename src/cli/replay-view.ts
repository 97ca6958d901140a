import { isoTime } from "../base/clock.ts";
import type { Json } from "../base/json.ts";
import type { Run } from "../engine/run.ts";
import { type StepRow, stepRecordOf } from "../engine/step-table.ts";
import { requestOf } from "../llm/recorded-request.ts";
import { requestLines } from "../llm/request-lines.ts";
import { type Difference, recordedParts, stepTitle } from "../runtime/replay/difference.ts";
import type { RecordedRun } from "../runtime/replay/recorded-run.ts";
import type { Replay } from "../runtime/replay/replay-run.ts";
import type { CliContext } from "./cli-context.ts";
import { ago } from "./readable-figures.ts";
import { runNumber } from "./run-reference.ts";
import { stepFacts } from "./step-facts.ts";

interface Shown {
  readonly prompts: boolean;
}

/** One document: what was used, what differs, how it ends. */
export function replayJson(record: RecordedRun, { used, ...replay }: Replay, { prompts }: Shown): object {
  const { run } = record;
  const steps = used.map((row) => {
    const parts = prompts ? recordedParts(row, record.texts) : undefined;
    return {
      step: stepTitle(row),
      kind: row.kind,
      name: row.name,
      status: row.status,
      startedAt: isoTime(row.started_at_ms),
      note: parsed(row.note),
      cost: row.cost_unit === null ? null : { unit: row.cost_unit, amount: row.cost },
      ...(parts && { request: requestOf(parts), answer: parsed(row.value) }),
    };
  });
  const { verdict, differences, beyond = null, outcome } = replay;
  const ends = outcome ? { kind: outcome.kind, ...("code" in outcome && { code: outcome.code, reason: outcome.reason }) } : null;
  const { id, agent, kind, status, code, reason } = run;
  return { run: { id, agent, kind, status, code, reason }, verdict, steps, differences, beyond, outcome: ends };
}

/** For people: a line a step, what differs under it, and the verdict last. */
export function replayText(record: RecordedRun, replay: Replay, { prompts }: Shown, cli: CliContext): string {
  const { colors } = cli.terminal;
  const { run } = record;
  const { used, differences, verdict } = replay;
  const head = `${colors.bold(`${run.kind}  ${run.agent}`)}  ${runNumber(run)}, recorded ${ago(run.createdAtMs, cli.clock.now())}: ${endText(run)}`;
  const lines = used.flatMap((row) => {
    const title = stepTitle(row);
    const own = differences.filter(({ step, kind }) => step === title && (kind === "request" || kind === "params"));
    const mark = own.length > 0 ? colors.yellow("≠") : colors.green("✓");
    const facts = stepFacts(stepRecordOf(row, run.id));
    return [
      `  ${mark} ${title}${facts === "" ? "" : colors.dim(`  ${facts}`)}`,
      ...(prompts ? promptLines(row, record).map((line) => colors.dim(`      ${line}`)) : []),
      ...own.flatMap((difference) => differenceLines(difference, cli)),
    ];
  });
  const rest = differences.filter(({ kind }) => kind !== "request" && kind !== "params");
  const further = rest.flatMap((one) => [`  ${colors.yellow("≠")} ${means[one.kind]}`, ...differenceLines(one, cli)]);
  return [head, ...lines, ...further, verdictLine(verdict, replay, cli)].join("\n");
}

const means: Readonly<Record<Difference["kind"], string>> = {
  request: "",
  params: "",
  not_asked: "recorded, and not asked for now",
  not_recorded: "asked for now, and not in the record",
  timers: "other timers",
  outcome: "ends otherwise",
  hangs: "did not come to an end",
};

function endText({ status, code, reason }: Run): string {
  return code === null ? status : `${status}, ${code}: ${reason ?? ""}`;
}

function differenceLines({ text }: Difference, { terminal: { colors } }: CliContext): readonly string[] {
  return text.split("\n").map((line) => {
    const shown = `      ${line}`;
    if (line.startsWith("-")) return colors.red(shown);
    return line.startsWith("+") ? colors.green(shown) : colors.dim(shown);
  });
}

function promptLines(row: StepRow, { texts }: RecordedRun): readonly string[] {
  const parts = recordedParts(row, texts);
  if (!parts) return [];
  const answer = parsed(row.value) as {
    readonly text?: string | null;
    readonly toolCalls?: readonly { name: string; arguments: string }[];
  } | null;
  const calls = (answer?.toolCalls ?? []).map(({ name, arguments: given }) => `calls ${name}(${given})`);
  const text = answer?.text ? answer.text.split("\n") : [];
  return [...requestLines(requestOf(parts)), "[answer]", ...text, ...calls];
}

function verdictLine(
  verdict: Replay["verdict"],
  { used, differences, beyond }: Replay,
  { terminal: { colors } }: CliContext,
): string {
  const steps = `${used.length} recorded step${used.length === 1 ? "" : "s"}`;
  if (verdict === "different")
    return colors.yellow(`different: ${differences.length} of what the code does now is not as recorded`);
  if (verdict === "same") return colors.green(`same: the code does what was recorded, with ${steps}`);
  const next = beyond ? `; the code now goes on with ${stepTitle(beyond)}` : "";
  return colors.green(`same as far as the record goes, with ${steps}${next}`);
}

function parsed(text: string | null): Json {
  return text === null ? null : (JSON.parse(text) as Json);
}
