import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import { VirtualClock } from "../../src/base/virtual-clock.ts";
import { createClient } from "../../src/client/client.ts";
import { clientErrors } from "../../src/client/errors.ts";
import { failureOutcomes, isRefusal, outcomeOf } from "../../src/client/failure.ts";
import { apiErrors } from "../../src/protocol/api-errors.ts";
import { transportErrors } from "../../src/protocol/transport.ts";
import { apiKey, rejection } from "./fixtures.ts";
import { type Answer, scriptedTransport } from "./scripted-transport.ts";

const once = { maxAttempts: 1, backoff: { baseMs: 1, maxMs: 1 }, maxRetryAfterMs: 1 };

async function failureOf(answer: Answer): Promise<unknown> {
  const options = { apiKey, clock: new VirtualClock(), random: seededRandom(1), retry: once };
  return await rejection(createClient({ ...options, transport: scriptedTransport(answer) }).startOrder({ taskId: "o1" }));
}

describe("a refusal", () => {
  it.each([
    [302, "api_bad_reply", "unknown"],
    [400, "api_refused", "not_carried_out"],
    [401, "api_unauthorized", "not_carried_out"],
    [402, "api_insufficient_balance", "not_carried_out"],
    [403, "api_forbidden", "not_carried_out"],
    [404, "api_not_found", "not_carried_out"],
    [405, "api_refused", "not_carried_out"],
    [408, "api_unavailable", "unknown"],
    [409, "api_conflict", "not_carried_out"],
    [413, "api_refused", "not_carried_out"],
    [415, "api_refused", "not_carried_out"],
    [422, "api_refused", "not_carried_out"],
    [429, "api_rate_limited", "not_carried_out"],
    [500, "api_unavailable", "unknown"],
    [502, "api_unavailable", "unknown"],
  ])("of status %i is %s, outcome %s, whatever the body", async (status, code, outcome) => {
    for (const body of [undefined, "<html>502</html>", null, 7, { error: { nested: true }, code: 5 }]) {
      const thrown = await failureOf({ status, body });
      expect(thrown).toMatchObject({ code, details: { endpoint: "startOrder", status } });
      expect(outcomeOf(thrown)).toBe(outcome);
    }
  });

  it("of every status the reference server uses has a code of its own kind", async () => {
    for (const { status } of Object.values(apiErrors)) {
      const thrown = await failureOf({ status });
      expect(Object.keys(clientErrors)).toContain((thrown as { code: string }).code);
    }
  });

  it("carries the platform's code and a shortened sentence", async () => {
    const thrown = await failureOf({ status: 409, body: { success: false, error: "x".repeat(5_000), code: "invalid_state" } });
    expect(thrown).toMatchObject({ details: { platformCode: "invalid_state", sentence: "x".repeat(300) } });
  });

  it("never shows the API key, even when the platform echoes it", async () => {
    const thrown = (await failureOf({ status: 401, body: { error: `key ${apiKey} is unknown`, code: "unauthorized" } })) as Error;
    expect(JSON.stringify({ ...thrown, message: thrown.message, stack: thrown.stack })).not.toContain(apiKey);
  });

  it("because the first request is still in flight leaves the outcome open", async () => {
    expect(outcomeOf(await failureOf({ status: 409, body: { code: "idempotency_in_flight" } }))).toBe("unknown");
  });

  it("has an outcome for every code of the client and the transport, and unknown for anything else", () => {
    expect(Object.keys(failureOutcomes).sort()).toEqual([...Object.keys(clientErrors), ...Object.keys(transportErrors)].sort());
    expect(outcomeOf(new Error("?"))).toBe("unknown");
    expect(outcomeOf(undefined)).toBe("unknown");
  });

  it.each([
    [400, true],
    [402, true],
    [403, true],
    [404, true],
    [409, true],
    [401, false],
    [429, false],
    [500, false],
  ])("of status %i is a refusal of this request: %s", async (status, expected) => {
    expect(isRefusal(await failureOf({ status }))).toBe(expected);
  });
});
