import { describe, expect, it } from "vitest";
import { approveHeld } from "../../src/runtime/approvals/decide.ts";
import { approveIt, heldApprove, heldScene, listening, onlyApproval, rejectIt } from "../support/held-scene.ts";
import { begin, hand, place, revise, statusOf } from "../support/market-trade.ts";

describe.each(["default", "strict"] as const)("an action under a policy, in the %s profile", (profile) => {
  it("is frozen with its parameters and the order's situation; nothing is sent, and the run waits", async () => {
    const { world, house, trade, orderId, held } = await heldApprove({ profile });
    expect(world.calls("approveOrder")).toBe(0);
    expect(await statusOf(trade, orderId)).toBe("delivered");
    expect(house.run("house/n/wake")).toMatchObject({ status: "waiting", reason: `waits for approval ${held().id}` });
    expect(held()).toMatchObject({
      agent: "house",
      action: "approve",
      orderId,
      lane: `house/${orderId}`,
      params: {},
      situation: { about: "order", role: "buyer", status: "delivered", round: 0, price: 8, currency: "ocmc" },
    });
  });

  it("is carried out once approved, exactly as frozen, and the handler hears of it with the result", async () => {
    const { world, house, told, trade, orderId, held } = await heldApprove({ profile });
    await approveIt(house);
    expect(world.happened("order.completed", orderId)).toHaveLength(1);
    expect(held()).toMatchObject({
      status: "carried_out",
      result: { state: "done", order: { id: orderId, status: "completed" } },
    });
    expect(house.run("house/n/wake").status).toBe("done");
    const approval = { id: held().id, action: "approve", params: {}, orderId, result: { state: "done" } };
    expect(told).toMatchObject([{ event: "action.approved", status: "completed", approval }]);
    expect(await statusOf(trade, orderId)).toBe("completed");
    expect(house.unfinished()).toMatchObject([{ kind: "approval.expiry" }]);
  });

  it("is not carried out when it is rejected; the handler hears the person's reason", async () => {
    const { world, house, told, held } = await heldApprove({ profile });
    await rejectIt(house, "too short");
    expect(world.calls("approveOrder")).toBe(0);
    expect(held()).toMatchObject({ status: "rejected", reason: "too short" });
    expect(told).toMatchObject([{ event: "action.rejected", status: "delivered", approval: { reason: "too short" } }]);
  });

  it("is void when the order moved on before it was approved", async () => {
    const { world, house, trade, told, orderId, held } = await heldApprove({ profile });
    await revise(trade, orderId);
    await approveIt(house);
    expect(world.calls("approveOrder")).toBe(0);
    const reason = "approve: the order is in_progress, not delivered";
    expect(held()).toMatchObject({ status: "invalidated", reason });
    expect(told).toMatchObject([{ event: "action.invalidated", approval: { reason } }]);
    expect(house.run(`house/a/${held().id}/approval.carry_out`)).toMatchObject({ status: "superseded", reason });
  });

  it("is void when the delivery is another than the one the person saw, though status and price are the same", async () => {
    const { world, house, trade, orderId, held } = await heldApprove({ profile });
    await revise(trade, orderId);
    await hand(trade, orderId, "Another text");
    await approveIt(house);
    expect(world.calls("approveOrder")).toBe(0);
    expect(held()).toMatchObject({ status: "invalidated", reason: "approve: the delivered text is another" });
  });

  it("is void as soon as another event shows that the order moved on, before anybody decides", async () => {
    const { house, trade, told, orderId, held } = await heldApprove({ profile });
    await house.tell("message.received", { order_id: orderId });
    expect(held().status).toBe("held");
    await revise(trade, orderId);
    await house.tell("message.received", { order_id: orderId });
    const reason = "approve: the order is in_progress, not delivered";
    expect(held()).toMatchObject({ status: "invalidated", reason });
    expect(told).toMatchObject([{ event: "action.invalidated", approval: { reason } }]);
    await expect(approveIt(house)).rejects.toMatchObject({ code: "approval_closed" });
  });

  it("is void when somebody else acts between our last look and our request", async () => {
    const { world, house, trade, told, orderId, held } = await heldApprove({ profile });
    world.taps.push(async (request, next) => {
      if (request.endpoint === "approveOrder") await trade.buyer.client.requestRevision({ taskId: orderId, feedback: "No" });
      return next();
    });
    await approveIt(house);
    expect(held().status).toBe("invalidated");
    expect(told).toMatchObject([{ event: "action.invalidated" }]);
    expect(await statusOf(trade, orderId)).toBe("in_progress");
  });
});

describe("a second decision", () => {
  it("is an error that names the first one, and changes nothing", async () => {
    const { world, house, held } = await heldApprove();
    await approveIt(house);
    await expect(approveHeld(house.engine, { id: held().id, by: "somebody else" })).rejects.toMatchObject({
      code: "approval_closed",
      details: { status: "carried_out" },
    });
    await expect(rejectIt(house)).rejects.toMatchObject({ code: "approval_closed" });
    await house.finish();
    expect(world.calls("approveOrder")).toBe(1);
  });

  it("of two that come at the same time, one wins", async () => {
    const { world, house } = await heldApprove();
    const { id } = onlyApproval(house);
    const both = await Promise.allSettled(["a", "b"].map((by) => approveHeld(house.engine, { id, by })));
    await house.finish();
    expect(both.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(world.calls("approveOrder")).toBe(1);
  });

  it("by the same command, repeated after a crash, is none", async () => {
    const { world, house } = await heldApprove();
    const { id } = onlyApproval(house);
    await approveIt(house, id, "command/1");
    await approveIt(house, id, "command/1");
    expect(world.calls("approveOrder")).toBe(1);
  });
});

describe("behind a held action", () => {
  it("the rest on the same order waits: the run ends as waiting, and its state is kept", async () => {
    let reached = "";
    const { world, open, trade } = await heldScene({
      handlers: () => ({
        "order.delivered": async (ctx) => {
          ctx.state.set("rating", 5);
          reached = (await ctx.approve()).state;
          await ctx.review({ rating: 5 });
          reached = "the end";
        },
        "action.approved": async (ctx) => {
          if (ctx.role === "buyer" && ctx.approval.action === "approve")
            await ctx.review({ rating: ctx.state.get<number>("rating") ?? 0 });
        },
      }),
    });
    const house = open();
    const orderId = await begin(trade);
    await hand(trade, orderId);
    const run = await house.tell("order.delivered", { order_id: orderId });
    expect(reached).toBe("held");
    expect(house.run(run)).toMatchObject({ status: "waiting" });
    await approveIt(house);
    expect(house.run(run)).toMatchObject({ status: "done" });
    expect(world.happened("review.created")).toMatchObject([{ orderId }]);
  });

  it("a handler that goes on all the same can do nothing on that order", async () => {
    const { world, open, trade } = await heldScene({
      role: "seller",
      approvals: { deliver: "always" },
      handlers: () => ({
        "order.created": async (ctx) => {
          await ctx.start();
          await ctx.deliver("A text");
          await ctx.message("I am done").catch(() => {});
        },
      }),
    });
    const house = open();
    const orderId = await place(trade);
    const run = await house.tell("order.created", { order_id: orderId });
    expect(house.run(run).status).toBe("waiting");
    expect(world.happened("order.started")).toHaveLength(1);
    expect(world.calls("sendMessage")).toBe(0);
    expect(await house.reconcile()).toBe(0);
  });

  it("approval executes nothing again: steps, models and actions before it stay as they were", async () => {
    let thought = 0;
    const { world, open, trade } = await heldScene({
      role: "seller",
      approvals: { deliver: "always" },
      handlers: (told) => ({
        "order.created": async (ctx) => {
          await ctx.start();
          const text = await ctx.step("think", () => `thought ${++thought}`);
          await ctx.deliver(text);
        },
        ...listening(told),
      }),
    });
    const house = open();
    const orderId = await place(trade);
    await house.tell("order.created", { order_id: orderId });
    await approveIt(house);
    expect(thought).toBe(1);
    expect(world.happened("order.started")).toHaveLength(1);
    expect(world.happened("order.delivered")).toHaveLength(1);
    expect((await trade.buyer.client.getOrder({ taskId: orderId })).order.delivery_text).toBe("thought 1");
  });

  it("a delivery that was approved counts as a round, so that a lost notification of its revision is found", async () => {
    const { open, trade } = await heldScene({
      role: "seller",
      approvals: { deliver: "always" },
      handlers: () => ({
        "order.created": async (ctx) => {
          await ctx.start();
          await ctx.deliver("First");
        },
        "order.revision_requested": (ctx) => ctx.deliver("Second"),
      }),
    });
    const house = open();
    const orderId = await place(trade);
    await house.tell("order.created", { order_id: orderId });
    await approveIt(house);
    await revise(trade, orderId);
    expect(await house.reconcile()).toBe(1);
    const [, second] = house.engine.approvals.list();
    expect(second).toMatchObject({ status: "held", params: { content: "Second" }, situation: { round: 1 } });
  });
});

it("an approval that was changed in the database is not carried out", async () => {
  const { world, house, held } = await heldApprove();
  house.life.directory.database.run(`UPDATE approval SET params = '{"x":1}'`);
  await approveIt(house);
  expect(house.run(`house/a/${held().id}/approval.carry_out`)).toMatchObject({ status: "dead", code: "approval_altered" });
  expect(world.calls("approveOrder")).toBe(0);
});

it("an action that role and status forbid is refused, not held", async () => {
  const { open, trade, told } = await heldScene({
    role: "seller",
    approvals: { deliver: "always" },
    handlers: () => ({ "order.created": (ctx) => ctx.deliver("too early") }),
  });
  const house = open();
  const run = await house.tell("order.created", { order_id: await place(trade) });
  expect(house.run(run)).toMatchObject({ status: "dead", code: "action_not_allowed" });
  expect(house.engine.approvals.list()).toEqual([]);
  expect(told).toEqual([]);
});
