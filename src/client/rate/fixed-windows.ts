import { windowMs } from "./window.ts";

/** Two ends this close are the same one: `Date` has whole seconds, and replies travel. */
const blurMs = 2_000;
/** How far one clock may run away from the other within a window. */
const driftMs = 20;

/**
 * When the server's windows end, if it has fixed ones. Told ends are not believed at first, because a sliding window tells some too; they are
 * once the server has demonstrably forgotten requests of ours younger than a window, and never again after a refusal that they cannot explain.
 */
export class FixedWindows {
  #endMs = Number.NEGATIVE_INFINITY;
  #proof: "none" | "proven" | "refuted" = "none";

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

  /** The server counted fewer requests than we alone sent within the last minute. */
  prove(): void {
    if (this.#proof === "none") this.#proof = "proven";
  }

  refute(): void {
    this.#proof = "refuted";
  }
}
