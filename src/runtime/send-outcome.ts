import { isUpclawsError } from "../base/errors.ts";
import { isRefusal, outcomeOf } from "../client/failure.ts";
import type { SendOutcome } from "../engine/journal.ts";

/** One request of an action, sorted by what its failure proves. Throws when surely nothing was carried out and trying later helps. */
export async function attempt<R>(request: () => Promise<R>): Promise<SendOutcome<R>> {
  try {
    return { state: "done", result: await request() };
  } catch (error) {
    if (!isUpclawsError(error)) throw error;
    if (isRefusal(error)) return { state: "refused", error };
    if (outcomeOf(error) === "unknown") return { state: "unknown", error };
    throw error;
  }
}
