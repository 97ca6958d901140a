import nock from "nock";
import { afterAll, beforeAll } from "vitest";

/** Nock stands before Node's HTTP from the moment it is loaded. A file that uses it calls this: so only while its tests run, since others share the process. */
export function nockHere(): void {
  beforeAll(() => {
    if (!nock.isActive()) nock.activate();
  });
  afterAll(() => {
    nock.abortPendingRequests();
    nock.cleanAll();
    nock.enableNetConnect();
    nock.restore();
  });
}
