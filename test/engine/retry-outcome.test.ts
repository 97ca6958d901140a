import { describe, expect, it } from "vitest";
import { UpclawsError } from "../../src/base/errors.ts";
import { VirtualClock } from "../../src/base/virtual-clock.ts";
import { retryOutcome } from "../../src/engine/retry-outcome.ts";
import type { Run } from "../../src/engine/run.ts";
import { newRun } from "../support/engine-world.ts";

const clock = new VirtualClock({ startMs: 1_000_000 });
const random = { next: () => 0.5, bytes: (length: number) => Buffer.alloc(length) };
const options = { policy: { maxAttempts: 3, backoff: { baseMs: 100, maxMs: 1_000 } }, random, clock };
const run = (attempts: number): Run => ({
  ...newRun("a", { availableAtMs: 0 }),
  availableAtMs: 0,
  sequence: 1,
  status: "running",
  attempts,
  createdAtMs: 0,
  endedAtMs: null,
  reason: null,
  code: null,
});
const retryable = (details = {}) => new UpclawsError("busy", "Busy", { retryable: true, details });

describe("retryOutcome", () => {
  it("tries a retryable error again after full-jitter back-off until attempts are used up", () => {
    expect(retryOutcome(run(1), retryable(), options)).toEqual({ kind: "retry", atMs: 1_000_050, code: "busy", reason: "Busy" });
    expect(retryOutcome(run(2), retryable(), options)).toMatchObject({ kind: "retry", atMs: 1_000_100 });
    expect(retryOutcome(run(3), retryable(), options)).toMatchObject({ kind: "dead", code: "busy" });
  });

  it("waits at least as long as the error asks, as a duration or as a time, and ignores nonsense", () => {
    expect(retryOutcome(run(1), retryable({ retryAfterMs: 7_000 }), options)).toMatchObject({ atMs: 1_007_000 });
    expect(retryOutcome(run(1), retryable({ retryAtMs: 1_030_000 }), options)).toMatchObject({ atMs: 1_030_000 });
    expect(retryOutcome(run(1), retryable({ retryAfterMs: "soon", retryAtMs: Number.NaN }), options)).toMatchObject({
      atMs: 1_000_050,
    });
  });

  it("makes anything else a dead letter, and lost_to_other an end of its own", () => {
    expect(retryOutcome(run(1), new TypeError("bug"), options)).toEqual({ kind: "dead", code: "internal", reason: "bug" });
    const lost = new UpclawsError("lost_to_other", "cancelled", { retryable: false });
    expect(retryOutcome(run(1), lost, options)).toEqual({ kind: "lost_to_other", reason: "cancelled" });
  });
});
