/**
 * The earliest known auto-approval, kept in memory so that a request can tell "nothing is due" by one comparison. It may be too early
 * (the order was approved meanwhile, or the write was rolled back), never too late.
 */
export class Deadlines {
  #earliestMs = Number.POSITIVE_INFINITY;

  get earliestMs(): number {
    return this.#earliestMs;
  }

  note(atMs: number): void {
    this.#earliestMs = Math.min(this.#earliestMs, atMs);
  }

  /** Takes over what the database says. */
  reset(atMs: number | undefined): void {
    this.#earliestMs = atMs ?? Number.POSITIVE_INFINITY;
  }
}
