import type { SimulationRecord } from "../record.ts";
import type { Progress } from "../simulate.ts";

/** What the thread of a run says; the last one is `played` or `failed`. */
export type WorkerMessage =
  | { readonly kind: "progress"; readonly progress: Progress }
  | { readonly kind: "played"; readonly record: SimulationRecord }
  | { readonly kind: "failed"; readonly code: string; readonly message: string };
