/**
 * Notifications without an id cannot be acknowledged, so they come again with every poll: how many there are is worth a word when it changes, not
 * every three seconds.
 */
export class UnusableRows {
  #told = 0;

  /** Are there some, and another number than was told last? */
  isNews(count: number): boolean {
    if (count === 0 || count === this.#told) return false;
    this.#told = count;
    return true;
  }
}
