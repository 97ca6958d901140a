import { errorCode } from "../base/errors.ts";

/**
 * Refusals are among them whatever they say: a host that has the platform blocked, unpaid or not deployed answers 402, 403 and 404 to everything, for
 * as long as that lasts.
 */
const mendable: readonly (string | undefined)[] = [
  "agent_without_key",
  "api_unauthorized",
  "api_insufficient_balance",
  "api_forbidden",
  "api_not_found",
  "api_refused",
];

/** May the reason why an agent cannot come up be gone at the next try, without a restart? */
export function mayMend(error: unknown): boolean {
  return mendable.includes(errorCode(error));
}
