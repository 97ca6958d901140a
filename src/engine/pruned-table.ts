import type { Json } from "../base/json.ts";
import type { Database } from "../base/sqlite/database.ts";
import type { FoundStep } from "./step-search.ts";

/** What stays of a run whose row and steps are gone: its id for ever, and what its digest kept of it. */
export interface PrunedRun {
  readonly id: string;
  readonly sequence: number;
  /** It ended `lost_to_other`: what it claimed may be taken over. */
  readonly lost: boolean;
  readonly digest: Json;
}

export function insertPrunedRun(database: Database, { id, sequence, lost, digest }: PrunedRun): void {
  const text = digest === null ? null : JSON.stringify(digest);
  database.run("INSERT INTO pruned_run (id, sequence, lost, digest) VALUES (?, ?, ?, ?)", id, sequence, Number(lost), text);
}

export function isPruned(database: Database, id: string): boolean {
  return database.get("SELECT 1 FROM pruned_run WHERE id = ?", id) !== undefined;
}

/** Adds what a step booked and what an action came to, so that spending and rounds are counted as before. */
export function insertPrunedStep(database: Database, step: FoundStep): void {
  const { agent, subject, name, status } = step;
  if (step.kind === "action") {
    database.run(
      `INSERT INTO pruned_action (agent, subject, name, status, count) VALUES (?, ?, ?, ?, 1)
       ON CONFLICT DO UPDATE SET count = count + 1`,
      agent,
      subject ?? "",
      name,
      status,
    );
  }
  if (step.costUnit === null || step.cost === 0) return;
  database.run(
    `INSERT INTO pruned_cost (cost_unit, agent, subject, cost, latest_ms) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET cost = cost + excluded.cost, latest_ms = MAX(latest_ms, excluded.latest_ms)`,
    step.costUnit,
    agent,
    subject ?? "",
    step.cost,
    step.startedAtMs,
  );
}

/** Digests of pruned runs that have one, in order of submission. */
export function prunedDigests(database: Database): readonly Json[] {
  return database
    .all<{ digest: string }>("SELECT digest FROM pruned_run WHERE digest IS NOT NULL ORDER BY sequence")
    .map(({ digest }) => JSON.parse(digest) as Json);
}
