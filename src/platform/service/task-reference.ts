import type { OrderReference } from "../market/order-access.ts";
import type { Profile } from "./profile.ts";

/** The `{taskId}` of a path, read as the profile says (PLATFORM row 9). */
export function taskReference(taskId: string, profile: Profile): OrderReference {
  return { reference: taskId, byNumberToo: profile.orderNumbersEverywhere };
}
