import { describe, expect, it } from "vitest";
import type { OrderContext } from "../../src/runtime/context/order-context.ts";
import { House } from "../support/market-house.ts";
import { openTrade, place } from "../support/market-trade.ts";
import { MarketWorld } from "../support/market-world.ts";
import { tempDirectory } from "../support/temp-directory.ts";

type Writes = Pick<OrderContext, "message">;

async function open() {
  const world = await MarketWorld.open();
  return { world, trade: await openTrade(world) };
}

describe("a message", () => {
  const greeting = { handlers: { "order.created": (ctx: Writes) => ctx.message("Hello") } };

  it.each([
    ["the answer is lost after the commit", "drop_after_commit", 1],
    ["the request never arrives", "drop_before_commit", 0],
    ["the platform fails with 503", { status: 503 }, 0],
  ] as const)("is never sent twice and told as uncertain when %s", async (_what, effect, sent) => {
    const { world, trade } = await open();
    const orderId = await place(trade);
    let answer: unknown;
    const handlers = { "order.created": async (ctx: Writes) => (answer = await ctx.message("Hello")) };
    const house = new House({ world, actor: trade.seller, agent: { handlers } });
    world.platform.faults.add({ effect, endpoint: "sendMessage", times: 1 });
    await house.tell("order.created", { order_id: orderId });
    expect(answer).toEqual({ state: "uncertain" });
    expect(world.happened("message.sent")).toHaveLength(sent);
    expect(house.run()).toMatchObject({ status: "done" });
  });

  it("that the platform refuses fails with the refusal: it is known not to be sent", async () => {
    const { world, trade } = await open();
    const orderId = await place(trade);
    const house = new House({ world, actor: trade.seller, agent: greeting });
    world.platform.faults.add({ effect: { status: 400 }, endpoint: "sendMessage", times: 1 });
    await house.tell("order.created", { order_id: orderId });
    expect(house.run()).toMatchObject({ status: "dead", code: "api_refused" });
    expect(world.happened("message.sent")).toHaveLength(0);
  });

  it.each([
    ["after_intent_commit", 0],
    ["after_send", 1],
  ] as const)("is uncertain when the process dies %s", async (point, sent) => {
    const { world, trade } = await open();
    const orderId = await place(trade);
    const dir = tempDirectory();
    const answers: unknown[] = [];
    const handlers = {
      "order.created": async (ctx: Writes) => void answers.push(await ctx.message("Hello")),
    };
    const first = new House({ world, actor: trade.seller, agent: { handlers }, dir });
    first.life.dieAt = (reached) => reached === point;
    await first.tell("order.created", { order_id: orderId });
    const second = new House({ world, actor: trade.seller, agent: { handlers }, dir });
    await second.finish();
    expect(second.run()).toMatchObject({ status: "done" });
    expect(answers).toEqual([{ state: "uncertain" }]);
    expect(world.happened("message.sent")).toHaveLength(sent);
  });
});
