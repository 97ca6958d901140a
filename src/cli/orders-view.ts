import type { StepRecord } from "../engine/records.ts";
import type { Run } from "../engine/run.ts";
import type { RunQueries } from "../engine/run-queries.ts";
import type { OrderStatus, Role } from "../protocol/lifecycle.ts";

/** An order as one agent's journal knows it. */
export interface OrderView {
  readonly agent: string;
  readonly id: string;
  readonly number: string;
  readonly role: Role | null;
  readonly gig: string;
  /** As last read, or as our own last action left it. */
  readonly status: OrderStatus | "unknown";
  readonly price: number | null;
  readonly currency: string | null;
  /** Deliveries by us, or revisions asked for by us plus one. */
  readonly rounds: number;
  readonly modelUsdNano: number;
  readonly firstSeenMs: number;
  readonly lastChangeMs: number;
  readonly runs: readonly (Run & { readonly steps: readonly StepRecord[] })[];
}

const seenRuns = 20_000;

/** Orders from the newest runs in the journal, newest first. */
export function orderViews(
  queries: RunQueries,
  filter: { readonly agent?: string | undefined; readonly subject?: string },
): OrderView[] {
  const groups = new Map<string, Run[]>();
  for (const run of queries.list({
    ...(filter.agent && { agent: filter.agent }),
    ...(filter.subject && { subject: filter.subject }),
    limit: seenRuns,
  })) {
    if (run.subject === null) continue;
    const key = `${run.agent}/${run.subject}`;
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return [...groups.values()].map((runs) => viewOf(queries, runs)).sort((a, b) => b.firstSeenMs - a.firstSeenMs);
}

interface TakenUpStep {
  readonly order?: {
    readonly order_number: string;
    readonly status: OrderStatus;
    readonly price: number;
    readonly currency: string;
    readonly gig?: { readonly title?: string };
  };
  readonly role?: Role;
}

function viewOf(queries: RunQueries, bare: readonly Run[]): OrderView {
  const runs = bare.map((run) => ({ ...run, steps: queries.steps(run.id) }));
  const steps = runs.flatMap((run) => run.steps);
  const taken = steps.filter((step) => step.name === "event").map((step) => step.value as TakenUpStep);
  const { order, role = null } = taken.findLast((step) => step.order) ?? {};
  const first = bare[0] as Run;
  const done = (name: string) =>
    steps.filter((step) => step.kind === "action" && step.name === name && step.status === "done").length;
  const payload = (first.data as { payload?: { order_number?: string; gig_title?: string } }).payload ?? {};
  const rounds = role === "buyer" ? done("requestRevision") + 1 : done("deliver");
  return {
    agent: first.agent,
    id: first.subject ?? "",
    number: order?.order_number ?? payload.order_number ?? "",
    role,
    gig: order?.gig?.title ?? payload.gig_title ?? "",
    status: lastStatus(steps) ?? "unknown",
    price: order?.price ?? null,
    currency: order?.currency ?? null,
    rounds,
    modelUsdNano: steps.reduce((sum, step) => sum + (step.costUnit === "usd_nano" ? step.cost : 0), 0),
    firstSeenMs: first.createdAtMs,
    lastChangeMs: Math.max(...bare.map((run) => run.endedAtMs ?? run.createdAtMs)),
    runs,
  };
}

/** The latest word on the status: what an action made of it, or what the next event found. */
function lastStatus(steps: readonly StepRecord[]): OrderStatus | undefined {
  const words = steps.flatMap((step) => {
    const value = step.value as { order?: { status?: OrderStatus } } | null;
    const status = step.status === "done" ? value?.order?.status : undefined;
    return status ? [{ status, atMs: step.endedAtMs ?? step.startedAtMs }] : [];
  });
  return words.sort((a, b) => a.atMs - b.atMs).at(-1)?.status;
}
