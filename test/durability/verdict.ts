import { type BriefKind, brief } from "./briefs.ts";
import type { DaemonRun, Evidence, PlacedOrder } from "./evidence.ts";

/** What each kind of order goes through, once each; the review stands at the end and may be missing where `reviewMayBeMissing`. */
const stories: Readonly<Record<BriefKind, readonly string[]>> = {
  plain: ["created", "started", "delivered", "completed"],
  untipped: ["created", "started", "delivered", "completed"],
  revised: ["created", "started", "delivered", "revision_requested", "delivered", "completed"],
  declined: ["created", "declined"],
};
const finalStatus: Readonly<Record<BriefKind, string>> = {
  plain: "completed",
  untipped: "completed",
  revised: "completed",
  declined: "cancelled",
};
const review = "review.created";

/** What must hold at every moment, whatever was killed when. Empty when all is well. `inFlight`: model calls under way at kills. */
export function violations(evidence: Evidence, inFlight: number): string[] {
  const { orders, notifications, runs, moneyConserved, modelCalls } = evidence;
  const found: string[] = [];
  if (!moneyConserved) found.push("money is not conserved");
  for (const [text, count] of counted(orders.map((order) => order.brief))) {
    if (count > 1) found.push(`"${text}" was ordered ${count} times`);
  }
  for (const order of orders) {
    const { kind } = kindOf(order, evidence);
    const whole = [...stories[kind], ...(kind === "declined" ? [] : [review])];
    if (order.story.join() !== whole.slice(0, order.story.length).join())
      found.push(`${label(order)}: it went ${order.story.join(" → ")}`);
  }
  const known = new Set(runs.map((run) => run.id));
  for (const { agent, id, type, is_read } of notifications) {
    if (is_read && !known.has(`${agent}/n/${id}`)) found.push(`${type} for ${agent} was acknowledged and is not in the inbox`);
  }
  for (const run of runs) {
    if (run.status === "dead" && !isHonest(run)) found.push(`dead letter ${run.kind}: ${run.code}: ${run.reason}`);
    if (run.status === "lost_to_other") found.push(`${run.kind} was lost to another, and there is none: ${run.reason}`);
  }
  const committed = committedModelSteps(runs);
  if (modelCalls > committed + inFlight)
    found.push(`${modelCalls} model calls for ${committed} committed steps and ${inFlight} in flight at kills`);
  return found;
}

/** What is still to come. Empty when every order has ended as it should and everything was heard. */
export function unfinished(evidence: Evidence): string[] {
  const { wanted, orders, notifications, runs } = evidence;
  const pending: string[] = [];
  if (orders.length < wanted) pending.push(`${wanted - orders.length} orders were not placed`);
  for (const order of orders) {
    const { kind } = kindOf(order, evidence);
    if (order.status !== finalStatus[kind]) pending.push(`${label(order)} is ${order.status}, not ${finalStatus[kind]}`);
    else if (
      kind !== "declined" &&
      !order.story.includes(review) &&
      !runs.some((run) => run.subject === order.id && isHonest(run))
    )
      pending.push(`${label(order)} has no review: ${runsOf(order, runs)}`);
  }
  const known = new Set(runs.map((run) => run.id));
  const unheard = notifications.filter(({ agent, id }) => !known.has(`${agent}/n/${id}`));
  if (unheard.length > 0) pending.push(`${unheard.length} notifications were not heard`);
  for (const run of runs) if (run.status === "queued" || run.status === "running") pending.push(`${run.kind} is ${run.status}`);
  return pending;
}

/** A model call whose value is recorded; failed ones would be `failed`. */
export function committedModelSteps(runs: readonly DaemonRun[]): number {
  return runs.flatMap((run) => run.steps).filter((step) => step.costUnit === "usd_nano" && step.status === "done").length;
}

/** The one dead letter that is right: nobody can know whether a review with a tip arrived, and it is not guessed. */
export function isHonest(run: DaemonRun): boolean {
  if (run.status !== "dead" || run.code !== "outcome_unknown") return false;
  const open = run.steps.filter((step) => step.kind === "action" && step.status === "unknown");
  return open.length === 1 && open[0]?.name === "review" && open[0].costUnit === "ocmc";
}

function runsOf(order: PlacedOrder, runs: readonly DaemonRun[]): string {
  const own = runs.filter((run) => run.subject === order.id);
  return own.map(({ id, kind, status, reason }) => `${kind} (${id}) ${status}${reason ? `: ${reason}` : ""}`).join("; ");
}

function kindOf(order: PlacedOrder, { wanted }: Evidence) {
  const all = Array.from({ length: wanted }, (_, n) => brief(n));
  const found = all.find(({ text }) => text === order.brief);
  if (!found) throw new Error(`Nobody asked for "${order.brief}"`);
  return found;
}

function counted(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

const label = (order: PlacedOrder) => `order "${order.brief}"`;
