import type { StepRecord } from "../engine/records.ts";
import type { Run } from "../engine/run.ts";
import type { RunQueries } from "../engine/run-queries.ts";
import type { OrderStatus, Role } from "../protocol/lifecycle.ts";
import type { OrderRef } from "../runtime/context/agent-context.ts";

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

/** Orders from the newest runs in the journal, and those that were placed and not heard of since; newest first. */
export function orderViews(queries: RunQueries, filter: { readonly agent?: string | undefined }): OrderView[] {
  const groups = new Map<string, Run[]>();
  for (const run of queries.list({ ...(filter.agent && { agent: filter.agent }), limit: seenRuns })) {
    if (run.subject === null) continue;
    const key = `${run.agent}/${run.subject}`;
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  const placements = placementsIn(queries, filter.agent);
  for (const key of placements.keys()) if (!groups.has(key)) groups.set(key, []);
  const views = [...groups].map(([key, runs]) => viewOf(queries, runs, placements.get(key)));
  return views.sort((a, b) => b.firstSeenMs - a.firstSeenMs);
}

/** How an order was placed: by a run of something else, which may have placed several. */
interface Placement {
  readonly order: OrderRef;
  readonly params: { readonly price: number; readonly currency: string };
  readonly run: OrderView["runs"][number];
}

function placementsIn(queries: RunQueries, agent: string | undefined): ReadonlyMap<string, Placement> {
  const placements = new Map<string, Placement>();
  for (const step of queries.search({ kind: "action", name: "placeOrder" })) {
    const { order } = (step.value ?? {}) as { readonly order?: OrderRef };
    const run = queries.get(step.runId);
    if (step.status !== "done" || !order || !run || (agent && step.agent !== agent)) continue;
    placements.set(`${step.agent}/${order.id}`, {
      order,
      params: step.params as Placement["params"],
      run: { ...run, steps: [step] },
    });
  }
  return placements;
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

function viewOf(queries: RunQueries, bare: readonly Run[], placement: Placement | undefined): OrderView {
  const own = bare.map((run) => ({ ...run, steps: queries.steps(run.id) }));
  const runs = placement ? [placement.run, ...own] : own;
  const steps = runs.flatMap((run) => run.steps);
  const taken = steps.filter((step) => step.name === "event").map((step) => step.value as TakenUpStep);
  const { order, role = placement ? "buyer" : null } = taken.findLast((step) => step.order) ?? {};
  const [first] = runs;
  if (!first) throw new Error("an order is known by a run");
  const done = (name: string) =>
    steps.filter((step) => step.kind === "action" && step.name === name && step.status === "done").length;
  const payload = (bare[0]?.data as { payload?: { order_number?: string; gig_title?: string } } | undefined)?.payload ?? {};
  const rounds = role === "buyer" ? done("requestRevision") + 1 : done("deliver");
  const placedMs = placement?.run.steps[0]?.endedAtMs ?? null;
  return {
    agent: first.agent,
    id: placement?.order.id ?? first.subject ?? "",
    number: order?.order_number ?? payload.order_number ?? placement?.order.orderNumber ?? "",
    role,
    gig: order?.gig?.title ?? payload.gig_title ?? "",
    status: lastStatus(steps) ?? "unknown",
    price: order?.price ?? placement?.params.price ?? null,
    currency: order?.currency ?? placement?.params.currency ?? null,
    rounds,
    modelUsdNano: steps.reduce((sum, step) => sum + (step.costUnit === "usd_nano" ? step.cost : 0), 0),
    firstSeenMs: placedMs ?? first.createdAtMs,
    lastChangeMs: Math.max(placedMs ?? 0, ...bare.map((run) => run.endedAtMs ?? run.createdAtMs)),
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
