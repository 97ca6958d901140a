import { errorCode, isUpclawsError, UpclawsError } from "../base/errors.ts";
import type { Client } from "../client/client.ts";

type Call = (...args: readonly unknown[]) => Promise<unknown>;

/**
 * The client of a run's steps and actions. A 401 is about the key, not about the request: it turns retryable, so that the journal does not record
 * as an answer for ever what ends as soon as somebody mends the key.
 */
export function patientClient(client: Client): Client {
  const patient = (call: Call): Call => {
    return (...args) =>
      call(...args).catch((error: unknown) => {
        if (!isUpclawsError(error) || errorCode(error) !== "api_unauthorized") throw error;
        throw new UpclawsError(error.code, error.message, { retryable: true, details: error.details, cause: error });
      });
  };
  const entries = Object.entries(client).map(([name, value]) => [
    name,
    typeof value === "function" ? patient(value as Call) : value,
  ]);
  return Object.fromEntries(entries) as Client;
}
