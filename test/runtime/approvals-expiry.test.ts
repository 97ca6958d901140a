import { describe, expect, it } from "vitest";
import { approveHeld, rejectHeld } from "../../src/runtime/approvals/decide.ts";
import type { ApprovalSettings } from "../../src/runtime/approvals/policy.ts";
import { approveIt, heldApprove, heldScene, listening, onlyApproval, rejectIt } from "../support/held-scene.ts";
import { delivered, place, revise, statusOf } from "../support/market-trade.ts";
import { tempDirectory } from "../support/temp-directory.ts";

const hourMs = 3_600_000;
const revising: ApprovalSettings = { approve: { when: "always", onExpiry: "requestRevision" } };

describe.each(["default", "strict"] as const)("a held approve that nobody decides about, in the %s profile", (profile) => {
  it("ends two hours before the platform's 72 hours, and lets the order pass", async () => {
    const { world, house, trade, told, orderId, held } = await heldApprove({ profile });
    const deliveredAtMs = held().heldAtMs;
    const expiresAtMs = held().expiresAtMs ?? 0;
    expect(expiresAtMs).toBeGreaterThan(deliveredAtMs + 69.9 * hourMs);
    expect(expiresAtMs).toBeLessThanOrEqual(deliveredAtMs + 70 * hourMs);
    await world.clock.advanceTo(expiresAtMs - 1);
    expect(held().status).toBe("held");
    await world.clock.advanceTo(expiresAtMs + 1);
    expect(held()).toMatchObject({ status: "expired", reason: "nobody decided in time" });
    expect(told).toMatchObject([{ event: "action.expired", status: "delivered", approval: { instead: null } }]);
    expect(house.run("house/n/wake").status).toBe("done");
    expect(world.calls("approveOrder") + world.calls("requestRevision")).toBe(0);
    await world.clock.advanceBy(3 * hourMs);
    expect(await statusOf(trade, orderId)).toBe("completed");
  });

  it("asks for a revision before that when the policy says so", async () => {
    const { world, trade, told, orderId, held } = await heldApprove({ profile, approvals: revising });
    await world.clock.advanceTo((held().expiresAtMs ?? 0) + hourMs);
    expect(held().status).toBe("expired");
    expect(world.happened("order.revision_requested", orderId)).toHaveLength(1);
    expect(world.happened("order.completed", orderId)).toHaveLength(0);
    expect(told).toMatchObject([
      { event: "action.expired", approval: { instead: { action: "requestRevision", state: "done" } } },
    ]);
    expect(await statusOf(trade, orderId)).toBe("in_progress");
  });
});

describe("the platform's deadline", () => {
  it("is reckoned from the delivery's notification, however late we hear of it", async () => {
    const { world, open, trade } = await heldScene({ profile: "strict" });
    const orderId = await delivered(trade);
    const deliveredAtMs = world.clock.now();
    await world.clock.advanceBy(60 * hourMs);
    const house = open();
    await house.poll();
    const { orderId: about, expiresAtMs } = onlyApproval(house);
    expect(about).toBe(orderId);
    expect(Math.abs((expiresAtMs ?? 0) - (deliveredAtMs + 70 * hourMs))).toBeLessThan(5_000);
  });

  it("that is nearly over ends the approval at once, with the policy's choice", async () => {
    const { world, open, trade } = await heldScene({ approvals: revising });
    const orderId = await delivered(trade);
    await world.clock.advanceBy(71 * hourMs);
    const house = open();
    await house.poll();
    expect(onlyApproval(house).status).toBe("expired");
    expect(world.happened("order.revision_requested", orderId)).toHaveLength(1);
  });

  it("that has passed while the daemon was down leaves nothing to do, and the handler hears that", async () => {
    const dir = tempDirectory();
    const { world, told, house, orderId, held, open } = await heldApprove({ dir, approvals: revising });
    const { id } = held();
    house.life.crash();
    await world.clock.advanceBy(80 * hourMs);
    const next = open();
    await next.finish();
    expect(next.engine.approvals.get(id)?.status).toBe("expired");
    expect(world.happened("order.revision_requested", orderId)).toHaveLength(0);
    expect(told).toMatchObject([{ event: "action.expired", status: "completed", approval: { instead: { state: "refused" } } }]);
  });
});

describe("expiry", () => {
  it("comes after the policy's own time, for any action", async () => {
    const { world, open, trade, told } = await heldScene({
      role: "seller",
      approvals: { deliver: { when: "always", expiresAfterMs: hourMs } },
      handlers: (heard) => ({
        "order.created": async (ctx) => {
          await ctx.start();
          await ctx.deliver("A text");
        },
        ...listening(heard),
      }),
    });
    const house = open();
    await house.tell("order.created", { order_id: await place(trade) });
    await world.clock.advanceBy(2 * hourMs);
    expect(onlyApproval(house).status).toBe("expired");
    expect(told).toMatchObject([{ event: "action.expired", approval: { action: "deliver", instead: null } }]);
    expect(world.calls("sendMessage")).toBe(0);
  });

  it("never comes for an action without a time or a deadline", async () => {
    const { open, trade } = await heldScene({
      role: "seller",
      approvals: { decline: "always" },
      handlers: () => ({ "order.created": (ctx) => ctx.decline("No time") }),
    });
    const house = open();
    await house.tell("order.created", { order_id: await place(trade) });
    expect(onlyApproval(house).expiresAtMs).toBeNull();
    expect(house.unfinished()).toEqual([]);
  });

  it("is too late for what was decided: the timer finds that, and changes nothing", async () => {
    const { world, house, told, held } = await heldApprove();
    await rejectIt(house, "no");
    await world.clock.advanceBy(71 * hourMs);
    expect(held().status).toBe("rejected");
    expect(told.map(({ event }) => event)).toEqual(["action.rejected"]);
    expect(house.run(`house/a/${held().id}/approval.expiry`)).toMatchObject({
      status: "superseded",
      reason: "it had come to an end before its time ran out",
    });
  });

  it("is not delayed by a person who decides after it, while the daemon was down", async () => {
    const dir = tempDirectory();
    const { world, house, held, open } = await heldApprove({ dir });
    const { id } = held();
    house.life.crash();
    await world.clock.advanceBy(71 * hourMs);
    const next = open();
    await expect(approveHeld(next.engine, { id, by: "late" })).rejects.toMatchObject({ code: "approval_closed" });
    await expect(rejectHeld(next.engine, { id, by: "late" })).rejects.toMatchObject({ code: "approval_closed" });
    await next.finish();
    expect(next.engine.approvals.get(id)?.status).toBe("expired");
    expect(world.calls("approveOrder")).toBe(0);
  });

  it("asks for no revision of an order that moved on in the meantime", async () => {
    const { world, trade, told, orderId } = await heldApprove({ approvals: revising });
    await revise(trade, orderId);
    await world.clock.advanceBy(71 * hourMs);
    expect(world.calls("requestRevision")).toBe(0);
    expect(told).toMatchObject([
      {
        event: "action.expired",
        approval: { instead: { state: "refused", reason: expect.stringContaining("in_progress, not delivered") } },
      },
    ]);
  });

  it("asks for the revision once when the answer is lost", async () => {
    const { world, orderId, held } = await heldApprove({ approvals: revising });
    world.platform.faults.add({ effect: "drop_after_commit", endpoint: "requestRevision", times: 1 });
    await world.clock.advanceTo((held().expiresAtMs ?? 0) + hourMs);
    expect(world.happened("order.revision_requested", orderId)).toHaveLength(1);
    expect(held().status).toBe("expired");
  });

  it.each(["before_intent_commit", "after_intent_commit", "after_send", "after_result_commit", "before_outcome_commit"] as const)(
    "asks for the revision and tells the handler once when the process dies %s of it",
    async (point) => {
      const dir = tempDirectory();
      const { world, told, orderId, house, held, open } = await heldApprove({ dir, approvals: revising });
      const { id, expiresAtMs } = held();
      house.life.dieAt = (reached) => reached === point;
      await world.clock.advanceTo((expiresAtMs ?? 0) + 1);
      expect(house.life.crashed).toBe(true);
      const next = open();
      await next.finish();
      expect(next.engine.approvals.get(id)?.status).toBe("expired");
      expect(world.happened("order.revision_requested", orderId)).toHaveLength(1);
      expect(told).toMatchObject([{ event: "action.expired", approval: { instead: { state: "done" } } }]);
    },
  );

  it("leaves an approved action alone even while it is being carried out", async () => {
    const { world, house, held, orderId } = await heldApprove();
    world.platform.faults.add({ effect: { status: 503 }, endpoint: "approveOrder", times: 3 });
    await world.clock.advanceTo((held().expiresAtMs ?? 0) - 1_000);
    await approveIt(house);
    await world.clock.advanceBy(hourMs);
    expect(held().status).toBe("carried_out");
    expect(world.happened("order.completed", orderId)).toHaveLength(1);
  });
});
