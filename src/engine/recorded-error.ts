import { isUpclawsError, messageOf, UpclawsError } from "../base/errors.ts";

interface RecordedError {
  readonly code: string;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** The JSON a permanent failure is recorded as. `fallbackCode` is for anything that is not an error of the package. */
export function recordError(thrown: unknown, fallbackCode: string): string {
  const code = isUpclawsError(thrown) ? thrown.code : fallbackCode;
  const message = messageOf(thrown);
  try {
    return JSON.stringify({ code, message, details: isUpclawsError(thrown) ? thrown.details : {} } satisfies RecordedError);
  } catch {
    // Details that JSON cannot hold are not worth losing the failure for.
    return JSON.stringify({ code, message, details: {} } satisfies RecordedError);
  }
}

/** The same failure as it was thrown the first time: equal code, message and details, and permanent. */
export function rebuildError(text: string | null): UpclawsError {
  const { code, message, details } = JSON.parse(text ?? "{}") as RecordedError;
  return new UpclawsError(code, message, { retryable: false, details });
}
