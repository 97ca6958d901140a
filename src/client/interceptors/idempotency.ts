import { uuid } from "../../base/ids.ts";
import type { Random } from "../../base/random.ts";
import { type Interceptor, withHeader } from "../interceptor.ts";

const header = "idempotency-key";

/**
 * Gives every write a key, the same over its retries (it stands outside `retry`); a key the caller gave is kept.
 * A courtesy only: the platform may ignore it (PLATFORM row 17).
 */
export function idempotency(random: Random): Interceptor {
  return (call, next) => {
    const needed = call.definition.cost === "write" && call.request.headers[header] === undefined;
    return next(needed ? withHeader(call, header, uuid(random)) : call);
  };
}
