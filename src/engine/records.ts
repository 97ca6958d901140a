import type { Json } from "../base/json.ts";

/**
 * plain steps are `done` or `failed` (a permanent failure, replayed as the same error) or `reserved` (cost booked, no value yet).
 * Actions: `intent` (no result yet), `done`, `refused` (the platform said no), `conflict`, `unknown`; `held` (frozen for a person, see Approvals).
 */
export type StepStatus = "reserved" | "done" | "failed" | ActionStatus;
export type ActionStatus = "intent" | "done" | "refused" | "conflict" | "unknown" | "held";

/** One committed step of a run, for people and projections. */
export interface StepRecord {
  readonly runId: string;
  readonly agent: string;
  readonly subject: string | null;
  readonly name: string;
  readonly occurrence: number;
  readonly kind: "step" | "action";
  readonly status: StepStatus;
  readonly value: Json;
  readonly note: Json;
  /** An action: what is sent. A plain step: keys of the parts of its request, see `texts`; null when it has none. */
  readonly params: Json;
  readonly costUnit: "usd_nano" | "ocmc" | null;
  readonly cost: number;
  readonly startedAtMs: number;
  readonly endedAtMs: number | null;
}
