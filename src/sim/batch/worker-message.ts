import type { SimulationRecord } from "../record.ts";
import type { Progress } from "../simulate.ts";
import type { PlannedRun } from "./plan.ts";

/** What the thread of a run is started for. */
export interface WorkerOrders {
  readonly run: PlannedRun;
  /** A file for its events. */
  readonly events?: string | undefined;
  /** Between two beats of its heart. */
  readonly everyMs: number;
}

/** What the thread of a run says; the last one is `played` or `failed`. */
export type WorkerMessage =
  /** The memory of its heart, at the beginning. */
  | { readonly kind: "alive"; readonly memory: SharedArrayBuffer }
  | { readonly kind: "progress"; readonly progress: Progress }
  | { readonly kind: "played"; readonly record: SimulationRecord }
  | { readonly kind: "failed"; readonly code: string; readonly message: string };
