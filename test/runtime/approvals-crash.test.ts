import { describe, expect, it } from "vitest";
import { crashPointNames } from "../../src/engine/crash-point.ts";
import { approveHeld } from "../../src/runtime/approvals/decide.ts";
import { approveIt, heldApprove, heldScene, listening, onlyApproval } from "../support/held-scene.ts";
import { delivered, place } from "../support/market-trade.ts";
import { tempDirectory } from "../support/temp-directory.ts";

describe("a crash", () => {
  it.each(crashPointNames.filter((point) => point !== "after_intent_commit" && point !== "after_send"))(
    "at %s of the run that asks freezes the action once, and one approval does it once",
    async (point) => {
      const { world, told, open, trade } = await heldScene({ dir: tempDirectory() });
      const orderId = await delivered(trade);
      const first = open();
      first.life.dieAt = (reached) => reached === point;
      await first.tell("order.delivered", { order_id: orderId }, "wake");
      expect(first.life.crashed).toBe(true);
      const second = open();
      await second.finish();
      expect(second.run("house/n/wake").status).toBe("waiting");
      await approveIt(second);
      expect(world.happened("order.completed", orderId)).toHaveLength(1);
      expect(onlyApproval(second).status).toBe("carried_out");
      expect(told).toMatchObject([{ event: "action.approved" }]);
    },
  );

  it.each(crashPointNames)("at %s of the run that carries out does it once, and tells the handler", async (point) => {
    const { world, told, house, open, orderId } = await heldApprove({ dir: tempDirectory() });
    house.life.dieAt = (reached) => reached === point;
    await approveIt(house);
    expect(house.life.crashed).toBe(true);
    const next = open();
    await next.finish();
    expect(world.happened("order.completed", orderId)).toHaveLength(1);
    expect(world.calls("approveOrder")).toBe(1);
    expect(onlyApproval(next)).toMatchObject({ status: "carried_out", result: { state: "done" } });
    expect(new Set(told.map(({ event }) => event))).toEqual(new Set(["action.approved"]));
    expect(next.run("house/n/wake").status).toBe("done");
  });

  it("between the decision and its run loses neither", async () => {
    const { world, house, open, held, orderId } = await heldApprove({ dir: tempDirectory() });
    const { id } = held();
    house.life.crash();
    const stopped = open();
    await approveHeld(stopped.engine, { id, by: "command/1" });
    stopped.life.crash();
    const next = open();
    await next.finish();
    expect(world.happened("order.completed", orderId)).toHaveLength(1);
    expect(next.engine.approvals.get(id)?.status).toBe("carried_out");
  });

  it("before the decision keeps what is held, its deadline and its timer", async () => {
    const { world, house, open, held } = await heldApprove({ dir: tempDirectory() });
    const before = held();
    house.life.crash();
    const next = open();
    await next.finish();
    expect(onlyApproval(next)).toEqual(before);
    await world.clock.advanceTo((before.expiresAtMs ?? 0) + 1);
    expect(onlyApproval(next).status).toBe("expired");
  });

  it("after the approval, in the run that asked, executes nothing of it again", async () => {
    let thought = 0;
    const { world, told, open, trade } = await heldScene({
      dir: tempDirectory(),
      role: "seller",
      approvals: { deliver: "always" },
      handlers: (heard) => ({
        "order.created": async (ctx) => {
          await ctx.start();
          const text = await ctx.step("think", () => `thought ${++thought}`);
          const { state } = await ctx.deliver(text);
          if (state === "held") await ctx.step("after", () => state);
        },
        ...listening(heard),
      }),
    });
    const orderId = await place(trade);
    const first = open();
    first.life.dieAt = (reached) => reached === "before_outcome_commit";
    const run = await first.tell("order.created", { order_id: orderId });
    const stopped = open();
    // A person is faster than the restart: the run that asked has not come to its end.
    await approveHeld(stopped.engine, { id: onlyApproval(stopped).id, by: "command/1" });
    await stopped.finish();
    expect(thought).toBe(1);
    expect(stopped.run(run).status).toBe("done");
    expect(world.happened("order.started")).toHaveLength(1);
    expect(world.happened("order.delivered")).toHaveLength(1);
    expect(told).toMatchObject([{ event: "action.approved" }]);
  });
});

describe("an answer that is lost", () => {
  it.each(["drop_after_commit", "drop_before_commit", { status: 503 }] as const)(
    "(%j) is read back: done once",
    async (effect) => {
      const { world, told, house, held, orderId } = await heldApprove();
      world.platform.faults.add({ effect, endpoint: "approveOrder", times: 1 });
      await approveIt(house);
      expect(held().status).toBe("carried_out");
      expect(world.happened("order.completed", orderId)).toHaveLength(1);
      expect(told).toMatchObject([{ event: "action.approved" }]);
    },
  );

  it("to a review with a tip is never sent again: a dead letter, and the approval stays approved", async () => {
    const { world, open, trade } = await heldScene({
      approvals: { review: "always" },
      handlers: () => ({
        "order.completed": async (ctx) => {
          if (ctx.role === "buyer") await ctx.review({ rating: 5, tipOcmc: 2 });
        },
      }),
    });
    const house = open();
    const orderId = await delivered(trade);
    await trade.buyer.client.approveOrder({ taskId: orderId });
    await house.tell("order.completed", { order_id: orderId });
    world.platform.faults.add({ effect: "drop_after_commit", endpoint: "review", times: 1 });
    await approveIt(house);
    const { id, status } = onlyApproval(house);
    expect(house.run(`house/a/${id}/approval.carry_out`)).toMatchObject({ status: "dead", code: "outcome_unknown" });
    expect(status).toBe("approved");
    expect(world.happened("review.created")).toHaveLength(1);
  });
});
