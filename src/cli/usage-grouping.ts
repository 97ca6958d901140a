/** What usage is told per. */
export const groupings = ["agent", "gig", "model", "day"] as const;
export type Grouping = (typeof groupings)[number];
