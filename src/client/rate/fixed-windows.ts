import { windowMs } from "./window.ts";

/** Two ends this close are the same one: `Date` has whole seconds, and replies travel. */
const blurMs = 2_000;
/** How far one clock may run away from the other within a window. */
const driftMs = 20;

export interface Heard {
  readonly sentAtMs: number;
  /** Undefined when the reply told no limit. */
  readonly counted: number | undefined;
  /** The first reply of its window. */
  readonly isNew: boolean;
}

/**
 * When the server's windows end, if it has fixed ones. Told ends are not believed at first, because a sliding window tells some too; they are
 * once the server has demonstrably forgotten requests of ours younger than a window, and never again after a refusal that they cannot explain.
 */
export class FixedWindows {
  #endMs = Number.NEGATIVE_INFINITY;
  #proof: "none" | "proven" | "refuted" = "none";
  /** Requests of ours that the server surely counted, oldest answer first, until the proof. */
  readonly #known: { readonly sentAtMs: number; readonly answeredAtMs: number }[] = [];

  get proven(): boolean {
    return this.#proof === "proven";
  }

  /** The end of the window a reply belongs to, sharpened by what earlier replies told; `isNew` for the first reply of a window. */
  observe(resetAtMs: number): { readonly endMs: number; readonly isNew: boolean } {
    const windows = Math.max(0, Math.round((resetAtMs - this.#endMs) / windowMs));
    const isNew = resetAtMs > this.#endMs + blurMs;
    if (resetAtMs < this.#endMs - blurMs) return { endMs: resetAtMs, isNew };
    const expectedMs = this.#endMs + windows * (windowMs + driftMs);
    const fits = Number.isFinite(expectedMs) && Math.abs(resetAtMs - expectedMs) <= blurMs;
    this.#endMs = fits ? Math.min(resetAtMs, expectedMs) : resetAtMs;
    return { endMs: this.#endMs, isNew };
  }

  /**
   * A reply said that its window counts so many requests, itself included. A sliding window would have counted it and all of ours that were
   * answered with a count of their own before it was sent, and were sent within the minute before the reply came.
   */
  heard({ sentAtMs, counted, isNew }: Heard, nowMs: number): void {
    if (this.#proof !== "none") return;
    while ((this.#known[0]?.sentAtMs ?? nowMs) <= nowMs - windowMs) this.#known.shift();
    if (isNew && counted !== undefined) {
      const certain = this.#known.filter((one) => one.answeredAtMs <= sentAtMs && one.sentAtMs > nowMs - windowMs).length;
      if (certain + 1 > counted) this.#proof = "proven";
    }
    if (this.#proof === "none") this.#known.push({ sentAtMs, answeredAtMs: nowMs });
    else this.#known.length = 0;
  }

  refute(): void {
    this.#proof = "refuted";
    this.#known.length = 0;
  }
}
