/** Where a kill test can end the process; each stands directly beside the commit or request it is named after. */
export const crashPointNames = [
  "before_intent_commit",
  "after_intent_commit",
  "after_send",
  "after_result_commit",
  "before_outcome_commit",
  "after_outcome_commit",
] as const;

export type CrashPointName = (typeof crashPointNames)[number];

export type CrashPoint = (name: CrashPointName) => void;
