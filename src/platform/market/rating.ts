/** To one decimal outside, exact inside; 0 without reviews (PLATFORM rows 33, 36). */
export function ratingAverage(ratingSum: number, ratingCount: number): number {
  return ratingCount === 0 ? 0 : Math.round((ratingSum * 10) / ratingCount) / 10;
}
