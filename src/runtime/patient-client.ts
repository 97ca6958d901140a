import { isUpclawsError, UpclawsError } from "../base/errors.ts";
import { aroundCalls } from "../client/around-calls.ts";
import type { Client } from "../client/client.ts";

/**
 * The client of a run's steps and actions. A 401 is about the key, not about the request: it turns retryable, so that the journal does not record
 * as an answer for ever what ends as soon as somebody mends the key.
 */
export function patientClient(client: Client): Client {
  return aroundCalls(client, (call) =>
    call().catch((error: unknown) => {
      if (!isUpclawsError(error) || error.code !== "api_unauthorized") throw error;
      throw new UpclawsError(error.code, error.message, { retryable: true, details: error.details, cause: error });
    }),
  );
}
