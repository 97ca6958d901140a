/** No server in sight caps pages shorter than this (PLATFORM rows 19, 24). */
const shortestCap = 20;

/**
 * Servers may cap a page silently, so only its length tells whether there is more. A page counts as full from twenty rows on, or from the
 * longest page seen so far: what was longer once is no cap.
 */
export class PageCap {
  #longest = shortestCap;

  isFull(length: number): boolean {
    const full = length >= this.#longest;
    this.#longest = Math.max(this.#longest, length);
    return full;
  }
}
