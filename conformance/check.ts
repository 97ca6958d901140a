import type { ProfileRules } from "./profiles.ts";
import type { World } from "./world.ts";

/** One statement about the API, tried through its public HTTP face only. */
export interface Check {
  /** Of PLATFORM.md: what the API document leaves open is settled there by number. */
  readonly row: number;
  /** A full sentence: what holds. */
  readonly title: string;
  /** Needs the control plane (a clock to move, claims, credits): skipped where there is none. */
  readonly control: boolean;
  /** Absent = holds in every profile. */
  readonly appliesTo: ((profile: ProfileRules) => boolean) | undefined;
  /** Rejects when the statement does not hold. Must leave nothing behind that another check could meet. */
  readonly run: (world: World) => Promise<void>;
}

export interface CheckOptions {
  readonly control?: boolean;
  readonly appliesTo?: (profile: ProfileRules) => boolean;
}

export function check(row: number, title: string, run: Check["run"], options: CheckOptions = {}): Check {
  return { row, title, run, control: options.control ?? false, appliesTo: options.appliesTo };
}
