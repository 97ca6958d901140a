import fc from "fast-check";
import { expect, it } from "vitest";
import { errorCode } from "../../src/base/errors.ts";
import { crashPointNames } from "../../src/engine/crash-point.ts";
import { approveHeld, rejectHeld } from "../../src/runtime/approvals/decide.ts";
import { heldScene, onlyApproval } from "../support/held-scene.ts";
import type { House } from "../support/market-house.ts";
import { delivered, revise } from "../support/market-trade.ts";
import { tempDirectory } from "../support/temp-directory.ts";

const hourMs = 3_600_000;

const point = fc.constantFrom(...crashPointNames);

const happening = fc.oneof(
  { weight: 3, arbitrary: fc.record({ what: fc.constantFrom("approve", "reject" as const), by: fc.constantFrom("a", "b") }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant("pass" as const), hours: fc.constantFrom(1, 30, 69) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant("revise" as const) }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant("crash" as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constant("crash at" as const),
      point,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      what: fc.constant("fault" as const),
      effect: fc.constantFrom("drop_after_commit" as const, "drop_before_commit" as const),
    }),
  },
  { weight: 3, arbitrary: fc.record({ what: fc.constant("work" as const) }) },
);

const plan = fc.record({
  onExpiry: fc.constantFrom("letPass" as const, "requestRevision" as const),
  /** Where the process dies while the run that asks is still at it. */
  whileAsking: fc.option(point),
  happenings: fc.array(happening, { minLength: 1, maxLength: 10 }),
});

it("carries a held action out at most once, and only when it was approved, whatever people, time and crashes do", {
  timeout: 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(plan, async ({ onExpiry, whileAsking, happenings }) => {
      const { world, trade, told, open } = await heldScene({
        dir: tempDirectory(),
        approvals: { approve: { when: "always", onExpiry } },
      });
      const orderId = await delivered(trade);
      let house = open();
      house.life.dieAt = (reached) => reached === whileAsking;
      await house.tell("order.delivered", { order_id: orderId }, "wake");
      if (house.life.crashed) house = open();
      if (house.engine.approvals.list().length === 0) await house.finish();
      const { id } = onlyApproval(house);
      const decided: string[] = [];
      const revive = () => {
        if (house.life.crashed) house = open();
      };
      const decide = async (decision: (house: House) => Promise<unknown>, name: string) => {
        try {
          await decision(house);
          decided.push(name);
        } catch (error) {
          expect(errorCode(error)).toBe("approval_closed");
        }
      };
      for (const step of happenings) {
        revive();
        switch (step.what) {
          case "approve":
            await decide(({ engine }) => approveHeld(engine, { id, by: step.by }), `approve by ${step.by}`);
            break;
          case "reject":
            await decide(({ engine }) => rejectHeld(engine, { id, by: step.by }), `reject by ${step.by}`);
            break;
          case "pass":
            await world.clock.advanceBy(step.hours * hourMs);
            break;
          case "revise":
            await revise(trade, orderId).catch(() => {});
            break;
          case "crash":
            house.life.crash();
            break;
          case "crash at":
            house.life.dieAt = (reached) => reached === step.point;
            break;
          case "fault":
            world.platform.faults.add({ effect: step.effect, endpoint: "approveOrder", times: 1 });
            break;
          default:
            await house.finish(hourMs);
        }
      }
      revive();
      house.life.dieAt = () => false;
      await house.finish();
      // Three crashes with one run alone in flight make it a dead letter, as they should; a person looks and retries it.
      for (const { id: run, code } of house.engine.list({ status: ["dead"] })) {
        expect(code).toBe("crash_loop");
        await house.engine.retry(run);
      }
      await house.finish();
      await world.clock.advanceBy(80 * hourMs);
      await house.finish();

      // One decision, whoever repeats it; one end; told of that end and of no other.
      expect(new Set(decided).size).toBeLessThanOrEqual(1);
      const { status } = onlyApproval(house);
      const ends = { carried_out: "approved", rejected: "rejected", expired: "expired", invalidated: "invalidated" } as const;
      expect(Object.keys(ends)).toContain(status);
      expect([...new Set(told.map(({ event }) => event))]).toEqual([`action.${ends[status as keyof typeof ends]}`]);
      const byUs = world
        .happened("order.completed", orderId)
        .filter(({ data }) => (data as { autoApproved?: boolean }).autoApproved !== true);
      expect(byUs).toHaveLength(status === "carried_out" ? 1 : 0);
      const approved = decided.some((name) => name.startsWith("approve"));
      if (status === "carried_out" || status === "invalidated") expect(approved).toBe(true);
      if (status === "rejected") expect(decided[0]).toContain("reject");
      if (status === "expired") expect(decided).toEqual([]);
      const bySubstitute = told.some(({ approval }) => (approval as { instead?: { state: string } }).instead?.state === "done");
      expect(bySubstitute && onExpiry === "letPass").toBe(false);
      expect(house.engine.list({ status: ["dead"] })).toEqual([]);
      expect(world.platform.inspect.ledger().conserved).toBe(true);
    }),
    { numRuns: 60, verbose: true },
  );
});
