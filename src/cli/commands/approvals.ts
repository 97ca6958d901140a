import { isoTime } from "../../base/clock.ts";
import type { StepRecord } from "../../engine/records.ts";
import type { Run } from "../../engine/run.ts";
import type { Approval } from "../../store/approval.ts";
import { findApproval, selectApprovals } from "../../store/approval-table.ts";
import { approvalJson, approvalTable, priceOf, subjectOf, timeLeft } from "../approval-view.ts";
import type { CliContext } from "../cli-context.ts";
import { command, withQueries } from "../data-view.ts";
import { cliError } from "../errors.ts";
import { exitCodes } from "../exit-code.ts";
import { runLines } from "../run-lines.ts";

interface Options {
  readonly config: string;
  readonly json: boolean;
}

const shown = 1_000;

/** `upclaws approvals list`: what is held; with `--all` also what was decided. */
export function listApprovals(options: Options & { readonly all: boolean }, cli: CliContext): number {
  const { terminal, clock } = cli;
  const filter = { limit: shown, ...(options.all ? {} : { status: ["held"] as const }) };
  const approvals = withQueries(options, cli, (_, { database }) => selectApprovals(database, filter));
  if (options.json) terminal.json({ approvals: approvals.map(approvalJson) });
  else if (approvals.length === 0) terminal.print(options.all ? "no approvals" : "nothing is held");
  else {
    terminal.print(approvalTable(terminal, approvals, clock.now()));
    terminal.tell('"upclaws approvals show ID" tells more; then approve or reject it');
  }
  return exitCodes.done;
}

/** `upclaws approvals show ID`: exactly what would be sent, and what it is about. */
export function showApproval(id: string, options: Options, cli: CliContext): number {
  const { terminal } = cli;
  const found = withQueries(options, cli, (queries, { database }) => {
    const approval = findApproval(database, id);
    if (!approval) return undefined;
    const runs = [queries.get(approval.runId), queries.get(`${approval.agent}/a/${id}/approval.carry_out`)];
    return { approval, runs: runs.flatMap((run) => (run ? [{ ...run, steps: queries.steps(run.id) }] : [])) };
  });
  if (!found) throw cliError("not_in_directory", `No approval ${id} in this data directory`, { approval: id });
  const { approval, runs } = found;
  const order = orderSeen(runs[0]?.steps ?? []);
  if (options.json) terminal.json({ approval: approvalJson(approval), order: order ?? null, runs });
  else terminal.print(lines(approval, order, runs, cli));
  return exitCodes.done;
}

/** `upclaws approvals approve ID`. */
export async function approve(id: string, options: Options, cli: CliContext): Promise<number> {
  await command("approvals.approve", { id }, options, cli);
  return tell(options, cli, "approved", id);
}

/** `upclaws approvals reject ID`. */
export async function reject(id: string, options: Options & { readonly reason?: string }, cli: CliContext): Promise<number> {
  await command("approvals.reject", { id, ...(options.reason === undefined ? {} : { reason: options.reason }) }, options, cli);
  return tell(options, cli, "rejected", id);
}

function tell({ json }: Options, { terminal }: CliContext, event: string, approval: string): number {
  if (json) terminal.json({ event, approval });
  else terminal.print(`${event}: ${approval}`);
  return exitCodes.done;
}

interface OrderSeen {
  readonly requirements?: string;
  readonly delivery_text?: string | null;
}

/** The order as the run that asked for the action took it up. */
function orderSeen(steps: readonly StepRecord[]): OrderSeen | undefined {
  const event = steps.find((step) => step.name === "event")?.value as { readonly order?: OrderSeen } | null | undefined;
  return event?.order;
}

function lines(
  approval: Approval,
  order: OrderSeen | undefined,
  runs: readonly (Run & { readonly steps: readonly StepRecord[] })[],
  { terminal, clock }: CliContext,
): string {
  const { bold, dim } = terminal.colors;
  const left = timeLeft(approval, clock.now());
  const ends = approval.expiresAtMs === null ? "" : `, ends ${isoTime(approval.expiresAtMs)}${left && ` (${left} left)`}`;
  const part = (title: string, text: string | null | undefined) => (text ? [`${dim(title)}\n${text}`] : []);
  return [
    `${bold(approval.action)} ${subjectOf(approval)}  ${priceOf(approval)}  ${bold(approval.status)}`,
    dim(`${approval.agent}; id ${approval.id}; held ${isoTime(approval.heldAtMs)}${ends}; hash ${approval.hash}`),
    ...part("reason", approval.reason),
    ...part("would be sent", JSON.stringify(approval.params, null, 2)),
    ...part("requirements", order?.requirements),
    ...part("delivery", order?.delivery_text),
    ...runs.map((run) => runLines(run, run.steps, terminal)),
  ].join("\n");
}
