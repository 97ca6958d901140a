import type { Approval } from "../../store/approval.ts";

/** How long before its end a decision counts as urgent. */
export const urgentMs = 12 * 3_600_000;

/** Does a held approval end soon? Within 12 h, or within the last quarter of a shorter life. */
export function isNearExpiry({ heldAtMs, expiresAtMs }: Pick<Approval, "heldAtMs" | "expiresAtMs">, nowMs: number): boolean {
  if (expiresAtMs === null) return false;
  return expiresAtMs - nowMs <= Math.min(urgentMs, (expiresAtMs - heldAtMs) / 4);
}
