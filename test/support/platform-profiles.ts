import type { ProfileName } from "../../src/platform/service/profiles/table.ts";

export interface TestedProfile {
  readonly profile: ProfileName;
  /** Status of an error whose better code the strict profile does not know. */
  readonly status: (standard: number) => number;
  readonly strict: boolean;
}

const strictStatuses: Readonly<Record<number, number>> = { 405: 404, 409: 400, 413: 400, 415: 400, 422: 400 };

/** For `describe.each`: the contract holds in every profile, row by row. */
export const testedProfiles: readonly TestedProfile[] = [
  { profile: "default", strict: false, status: (standard) => standard },
  { profile: "vercel", strict: false, status: (standard) => standard },
  { profile: "strict", strict: true, status: (standard) => strictStatuses[standard] ?? standard },
];
