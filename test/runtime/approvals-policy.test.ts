import { describe, expect, it } from "vitest";
import type { GatedAction } from "../../src/runtime/approvals/gate.ts";
import { type ApprovalRequest, isHeldBy } from "../../src/runtime/approvals/policy.ts";
import { heldApprove, heldScene } from "../support/held-scene.ts";
import { completed } from "../support/market-trade.ts";

const action = (price: number, currency: "ocmc" | "usd" = "ocmc", tipOcmc = 0): GatedAction => ({
  approvalId: "a",
  action: "placeOrder",
  params: null,
  situation: { about: "gig", gigId: "g", title: "t", category: null, price, currency },
  tipOcmc,
});

describe("a policy of the configuration", () => {
  it.each([
    ["never", undefined, action(1_000), false],
    ["never", "never", action(1_000), false],
    ["always", "always", action(1), true],
    ["always", { when: "always" }, action(1), true],
    ["not at the price", { abovePriceOcmc: 500 }, action(500), false],
    ["above the price", { abovePriceOcmc: 500 }, action(501), true],
    ["a price that cannot be compared", { abovePriceOcmc: 500 }, action(1, "usd"), true],
    ["a tip above it", { abovePriceOcmc: 5 }, action(1, "ocmc", 6), true],
  ] as const)("holds: %s", (_what, setting, gated, held) => {
    expect(isHeldBy(setting, gated)).toBe(held);
  });
});

describe("a policy in the agent's code", () => {
  it("sees the action as it would be sent, with order and settings", async () => {
    const seen: ApprovalRequest[] = [];
    const { house, orderId } = await heldApprove({
      approvals: {},
      policy: (request) => {
        seen.push(request);
        return "hold";
      },
    });
    expect(seen).toMatchObject([
      {
        action: "approve",
        params: {},
        order: { id: orderId, status: "delivered", round: 0 },
        price: 8,
        currency: "ocmc",
        tipOcmc: 0,
      },
    ]);
    expect(house.engine.approvals.list()).toHaveLength(1);
  });

  it("lets through what it answers never to", async () => {
    const { world, house } = await heldApprove({ approvals: {}, policy: () => "never" });
    expect(house.engine.approvals.list()).toEqual([]);
    expect(world.calls("approveOrder")).toBe(1);
  });

  it("cannot loosen the configuration, and is not asked", async () => {
    let asked = 0;
    const { house } = await heldApprove({
      policy: () => {
        asked++;
        return "never";
      },
    });
    expect(house.engine.approvals.list()).toHaveLength(1);
    expect(asked).toBe(0);
  });

  it("that answers nonsense holds", async () => {
    const { world, house } = await heldApprove({ approvals: {}, policy: () => undefined as unknown as "never" });
    expect(house.engine.approvals.list()).toHaveLength(1);
    expect(world.calls("approveOrder")).toBe(0);
  });

  it("that throws sends nothing and holds nothing", async () => {
    const { world, house } = await heldApprove({
      approvals: {},
      policy: () => {
        throw new Error("no idea");
      },
    });
    expect(house.engine.approvals.list()).toEqual([]);
    expect(world.calls("approveOrder")).toBe(0);
    expect(house.run("house/n/wake")).toMatchObject({ code: "handler_failed" });
  });

  it("sees a review's tip", async () => {
    const tips: number[] = [];
    const { open, trade } = await heldScene({
      approvals: {},
      policy: ({ tipOcmc }) => {
        tips.push(tipOcmc);
        return "hold";
      },
      handlers: () => ({
        "order.completed": async (ctx) => {
          if (ctx.role === "buyer") await ctx.review({ rating: 5, tipOcmc: 3 });
        },
      }),
    });
    const house = open();
    await house.tell("order.completed", { order_id: await completed(trade) });
    expect(tips).toEqual([3]);
    expect(house.engine.approvals.list()).toMatchObject([{ params: { rating: 5, tip_amount: 3 } }]);
  });
});
