import type { ProfileName } from "../../src/platform/service/profiles/table.ts";
import { type BriefKind, briefOf, kindOf } from "./briefs.ts";
import type { DaemonRun, DaemonStep, Evidence, PlacedOrder } from "./evidence.ts";

export interface Standard {
  /** Where revisions are parked, the seller starts a second time. */
  readonly profile: ProfileName;
  /** Model calls under way at kills. */
  readonly inFlight: number;
}

const review = "review.created";
const transitions = ["created", "started", "delivered", "revision_requested", "declined", "completed"].map(
  (name) => `order.${name}`,
);

/** What an order of this kind goes through, each once; a review stands at the end. */
function storyOf(kind: BriefKind, { profile }: Standard): readonly string[] {
  if (kind === "declined") return ["order.created", "order.declined"];
  const round = ["order.started", "order.delivered"];
  const parked = profile === "adversarial" ? round : round.slice(1);
  return [
    "order.created",
    ...round,
    ...(kind === "revised" ? ["order.revision_requested", ...parked] : []),
    "order.completed",
    review,
  ];
}

/** What must hold at every moment, whatever was killed when. Empty when all is well. */
export function violations(evidence: Evidence, standard: Standard): string[] {
  const { orders, notifications, runs, approvals, pruned, moneyConserved, modelCalls } = evidence;
  const found: string[] = [];
  if (!moneyConserved) found.push("money is not conserved");
  for (const [text, count] of counted(orders.map((order) => order.brief))) {
    if (count > 1) found.push(`"${text}" was ordered ${count} times`);
  }
  for (const order of orders) found.push(...violationsIn(order, standard));
  for (const [what, count] of counted(
    approvals.filter(isStanding).map(({ action, orderId }) => `${action} of order ${orderId}`),
  )) {
    if (count > 1) found.push(`${what} was put before a person ${count} times`);
  }
  const known = new Set([...runs, ...pruned].map((run) => run.id));
  for (const { agent, id, type, isRead } of notifications) {
    if (isRead && !known.has(`${agent}/n/${id}`)) found.push(`${type} for ${agent} was acknowledged and is not in the inbox`);
  }
  const steps = stepsByRun(evidence);
  for (const run of runs) {
    if (run.status === "dead" && !isHonest(run, steps.get(run.id)))
      found.push(`dead letter ${run.id}: ${run.code}: ${run.reason}`);
    if (run.status === "lost_to_other") found.push(`${run.id} was lost to another, and there is none: ${run.reason}`);
  }
  const committed = committedModelSteps(evidence);
  if (modelCalls > committed + standard.inFlight)
    found.push(`${modelCalls} model calls for ${committed} committed steps and ${standard.inFlight} in flight at kills`);
  return found;
}

function violationsIn(order: PlacedOrder, standard: Standard): string[] {
  const found: string[] = [];
  const story = order.events.map(({ type }) => type).filter((type) => transitions.includes(type) || type === review);
  const whole = storyOf(kindOf(order.brief), standard);
  if (story.join() !== whole.slice(0, story.length).join()) found.push(`${label(order)}: it went ${story.join(" → ")}`);
  for (const party of ["buyer", "seller"] as const) {
    const said = order.events.filter(({ type, actor }) => type === "message.sent" && actor === order[party]).length;
    if (said > 1) found.push(`${label(order)}: its ${party} said the same ${said} times`);
  }
  if (story.includes("order.delivered") && kindOf(order.brief) === "filed" && order.attachments !== 1)
    found.push(`${label(order)}: it came with ${order.attachments} files`);
  return found;
}

/** What is still to come. Empty when every order has ended as it should and everything was heard. */
export function unfinished(evidence: Evidence, standard: Standard): string[] {
  const { wanted, orders, runs } = evidence;
  const pending: string[] = [];
  if (orders.length < wanted.length) pending.push(`${wanted.length - orders.length} orders were not placed`);
  const steps = stepsByRun(evidence);
  const bySubject = Map.groupBy(runs, ({ subject }) => subject);
  for (const order of orders) {
    const own = bySubject.get(order.id) ?? [];
    const told = new Set(order.events.map(({ type }) => type));
    const missing = storyOf(kindOf(order.brief), standard).filter((type) => !told.has(type as never));
    if (missing.length === 1 && missing[0] === review && own.some((run) => isHonest(run, steps.get(run.id)))) continue;
    if (missing.length === 0) continue;
    const agoSeconds = Math.round((evidence.atMs - (order.events.at(-1)?.timeMs ?? 0)) / 1_000);
    const text = `${label(order)} is ${order.status} for ${agoSeconds} s without ${missing.join(", ")}`;
    pending.push(`${text}: ${own.map(runText).join("; ")}`);
  }
  for (const run of runs)
    if (isUnderWay(run, evidence)) pending.push(`${run.id} is ${run.status}${run.reason ? `: ${run.reason}` : ""}`);
  return pending;
}

/** A model call whose value is recorded; failed ones would be `failed`. */
export function committedModelSteps({ steps, pruned }: Evidence): number {
  const kept = steps.filter((step) => step.costUnit === "usd_nano" && step.status === "done").length;
  return pruned.reduce((sum, run) => sum + run.modelCalls, kept);
}

/** The dead letters that are right: nobody can know whether a review with a tip arrived, and it is not guessed. */
export function honestDeadLetters(evidence: Evidence): number {
  const steps = stepsByRun(evidence);
  return evidence.runs.filter((run) => isHonest(run, steps.get(run.id))).length;
}

function isHonest(run: DaemonRun, steps: readonly DaemonStep[] = []): boolean {
  if (run.status !== "dead" || run.code !== "outcome_unknown") return false;
  const open = steps.filter((step) => step.kind === "action" && step.status === "unknown");
  return open.length === 1 && open[0]?.name === "review" && open[0].costUnit === "ocmc";
}

/** Work on an order, or any that failed and will be tried again; timers of later and schedules that come round are no work left over. */
function isUnderWay({ status, subject, attempts, availableAtMs }: DaemonRun, { atMs }: Evidence): boolean {
  if (status === "running") return subject !== null;
  return status === "queued" && (attempts > 0 || (subject !== null && availableAtMs <= atMs));
}

/** A frozen action that was not replaced by another. */
const isStanding = ({ status }: Evidence["approvals"][number]) => status !== "invalidated";
const runText = ({ id, status, reason }: DaemonRun) => `${id} ${status}${reason ? `: ${reason}` : ""}`;
const stepsByRun = ({ steps }: Evidence) => Map.groupBy(steps, ({ runId }) => runId);

function counted(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

const label = (order: PlacedOrder) => `order "${briefOf(order.brief)}" (${order.id})`;
