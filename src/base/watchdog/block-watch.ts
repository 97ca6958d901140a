export interface BlockLimits {
  /** How long the event loop may be blocked before that is told. */
  readonly warnAfterMs: number;
  /** How long before the process is ended; 0 = never. */
  readonly killAfterMs: number;
}

export type BlockVerdict = { readonly kind: "blocked" | "kill" | "free"; readonly blockedMs: number } | undefined;

/** Judges heartbeats as a watching thread sees them, from one look to the next. Pure: it is told the time. */
export class BlockWatch {
  readonly #limits: BlockLimits;
  readonly #everyMs: number;
  #beats: number;
  #lookedMs: number;
  #blockedMs = 0;
  #told = false;

  constructor(limits: BlockLimits, everyMs: number, beats: number, nowMs: number) {
    this.#limits = limits;
    this.#everyMs = everyMs;
    this.#beats = beats;
    this.#lookedMs = nowMs;
  }

  /** `nowMs` is of a clock that never goes back. Each blockage is told once, and once that it is over. */
  look(beats: number, nowMs: number): BlockVerdict {
    // The watcher slept too (a suspended machine, a stopped process): that time was nobody's fault.
    const passedMs = Math.min(nowMs - this.#lookedMs, 2 * this.#everyMs);
    this.#lookedMs = nowMs;
    if (beats !== this.#beats) {
      const blockedMs = Math.round(this.#blockedMs);
      const told = this.#told;
      this.#beats = beats;
      this.#blockedMs = 0;
      this.#told = false;
      return told ? { kind: "free", blockedMs } : undefined;
    }
    this.#blockedMs += passedMs;
    const { warnAfterMs, killAfterMs } = this.#limits;
    const blockedMs = Math.round(this.#blockedMs);
    if (killAfterMs > 0 && this.#blockedMs >= killAfterMs) return { kind: "kill", blockedMs };
    if (this.#told || this.#blockedMs < warnAfterMs) return undefined;
    this.#told = true;
    return { kind: "blocked", blockedMs };
  }
}
