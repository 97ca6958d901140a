import { isUpclawsError } from "../base/errors.ts";
import { outcomeOf } from "../client/failure.ts";
import type { SendOutcome } from "../engine/journal.ts";

// Not carried out, but not the platform's word on this request either: the same request may succeed later.
const triedLater: readonly string[] = ["unreachable", "api_rate_limited", "api_unauthorized"];

/** One request of an action, sorted by what its failure proves. Throws when surely nothing was carried out and trying later helps. */
export async function attempt<R>(request: () => Promise<R>): Promise<SendOutcome<R>> {
  try {
    return { state: "done", result: await request() };
  } catch (error) {
    if (!isUpclawsError(error) || triedLater.includes(error.code)) throw error;
    return { state: outcomeOf(error) === "unknown" ? "unknown" : "refused", error };
  }
}
