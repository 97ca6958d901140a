import type { SimulationRecord } from "../record.ts";

export type Violation = SimulationRecord["violations"][number];

/** Collects what must never happen. After the first one the run has no more to prove. */
export class Judge {
  readonly violations: Violation[] = [];
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** `what` tells who, which order, and what happened: a sentence. */
  report(invariant: string, what: string): void {
    this.violations.push({ atMs: this.#nowMs(), invariant, what });
  }
}
