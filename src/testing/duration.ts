import { type Duration, readDuration } from "../base/duration.ts";
import { testingError } from "./errors.ts";

/** Throws `test_duration_invalid`. */
export function milliseconds(duration: Duration): number {
  const readMs = readDuration(duration);
  if (readMs !== undefined) return readMs;
  const message = `expected milliseconds or a text such as "90s" or "72h", received "${duration}"`;
  throw testingError("test_duration_invalid", message, { received: String(duration) });
}
