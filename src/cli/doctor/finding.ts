/** ok: as it should be. warn: works, but somebody should know. fail: the daemon cannot do its work so. */
export type Verdict = "ok" | "warn" | "fail";

/** What the doctor found of one thing. */
export interface Finding {
  /** What was looked at: `platform`, `agent writer`. */
  readonly about: string;
  readonly verdict: Verdict;
  readonly message: string;
  /** What to do about it; present unless all is well. */
  readonly remedy?: string;
}

export function ok(about: string, message: string): Finding {
  return { about, verdict: "ok", message };
}

export function warn(about: string, message: string, remedy: string): Finding {
  return { about, verdict: "warn", message, remedy };
}

export function fail(about: string, message: string, remedy: string): Finding {
  return { about, verdict: "fail", message, remedy };
}
