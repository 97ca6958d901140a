import type { StepRecord } from "../engine/records.ts";
import type { Run } from "../engine/run.ts";
import { type AgentEvent, eventOf } from "../runtime/event.ts";
import { receivedMessage } from "../runtime/received-messages.ts";
import type { Approval } from "../store/approval.ts";
import type { OrderView } from "./orders-view.ts";
import { usd } from "./readable-figures.ts";
import { modelFacts, stepFacts } from "./step-facts.ts";

/** Something that happened within a run. */
export interface TimelineEntry {
  readonly atMs: number;
  readonly kind: "message" | "step" | "model" | "tool" | "action" | "approval";
  readonly what: string;
  /** For people. */
  readonly facts: string;
  /** For machines. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** A run with everything in it, in order of time. */
export interface TimelineRun {
  readonly run: Run;
  /** What brought it: notification, reconcile, timer … */
  readonly source: AgentEvent["source"];
  readonly entries: readonly TimelineEntry[];
}

// How an order was taken up is the run's own beginning.
const ownSteps: readonly string[] = ["event", "marker"];

/** The life of an order as its agent's journal knows it. */
export function orderTimeline(order: OrderView, approvals: readonly Approval[]): readonly TimelineRun[] {
  return order.runs.map((run) => {
    const held = approvals.filter(({ runId }) => runId === run.id).flatMap(approvalEntries);
    const steps = run.steps.filter(({ name }) => !ownSteps.includes(name)).map(stepEntry);
    // A run that placed this order may have been about another one's message.
    const messages = run.subject === order.id ? messageEntries(run) : [];
    const entries = [...messages, ...steps, ...held].sort((a, b) => a.atMs - b.atMs);
    return { run, source: eventOf(run).source, entries };
  });
}

function messageEntries(run: Run): readonly TimelineEntry[] {
  if (run.kind !== "message.received") return [];
  const { content, senderName, attachments } = receivedMessage(eventOf(run));
  const what = `from ${senderName ?? "the other party"}`;
  return [{ atMs: run.createdAtMs, kind: "message", what, facts: content, details: { content, senderName, attachments } }];
}

function stepEntry(step: StepRecord): TimelineEntry {
  const { name, occurrence, status, startedAtMs, endedAtMs, cost, costUnit } = step;
  const [kind, what] = kindOf(step);
  const title = occurrence > 0 ? `${what} (${occurrence + 1})` : what;
  const details = {
    step: name,
    occurrence,
    status,
    durationMs: endedAtMs === null ? null : endedAtMs - startedAtMs,
    ...(costUnit === "usd_nano" && { costUsd: cost / 1e9 }),
    ...(costUnit === "ocmc" && { costOcmc: cost }),
    ...modelFacts(step),
  };
  return { atMs: startedAtMs, kind, what: title, facts: stepFacts(step), details };
}

function kindOf({ kind, name }: StepRecord): readonly [TimelineEntry["kind"], string] {
  if (kind === "action") return ["action", name];
  const [prefix, ...rest] = name.split(":");
  return (prefix === "model" || prefix === "tool") && rest.length > 0 ? [prefix, rest.join(":")] : ["step", name];
}

function approvalEntries(approval: Approval): readonly TimelineEntry[] {
  const { id, action, status, heldAtMs, decidedAtMs, endedAtMs, reason } = approval;
  const entry = (atMs: number, facts: string): TimelineEntry => {
    return { atMs, kind: "approval", what: action, facts, details: { approval: id, action, status: facts, reason } };
  };
  const decided = decidedAtMs === null ? [] : [entry(decidedAtMs, status === "carried_out" ? "approved" : status)];
  const ended = endedAtMs !== null && endedAtMs !== decidedAtMs ? [entry(endedAtMs, status)] : [];
  return [entry(heldAtMs, "held"), ...decided, ...ended];
}

/** What the order brought and cost, and what is left of it. OCMC and dollars are never added up. */
export function orderResult({ role, status, price, currency, modelUsdNano, runs }: OrderView) {
  const steps = runs.flatMap((run) => run.steps);
  const isPaid = status === "completed" && price !== null;
  const [sign, paid] = role === "buyer" ? [-1, status === "cancelled" ? 0 : (price ?? 0)] : [1, isPaid ? price : 0];
  const tips = steps
    .filter(({ name, costUnit }) => name === "review" && costUnit === "ocmc")
    .reduce((sum, { cost }) => sum + cost, 0);
  const ocmc = (currency === "usd" ? 0 : sign * paid) - tips;
  const dollars = (currency === "usd" ? sign * paid : 0) - modelUsdNano / 1e9;
  return { marginOcmc: ocmc, marginUsd: Math.round(dollars * 1e9) / 1e9 };
}

/** `margin 8 OCMC − $0.0004`, for people. */
export function resultText(order: OrderView): string {
  const { marginOcmc, marginUsd } = orderResult(order);
  const usdPart = `${marginUsd < 0 ? "-" : ""}${usd(Math.abs(marginUsd) * 1e9)}`;
  return `margin ${marginOcmc} OCMC, ${usdPart}`;
}
