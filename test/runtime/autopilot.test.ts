import { describe, expect, it } from "vitest";
import { defineScript } from "../../src/llm/scripted/parse-script.ts";
import type { ScriptSource } from "../../src/llm/scripted/script.ts";
import { createScriptedModel } from "../../src/llm/scripted/scripted-model.ts";
import type { ApprovalSettings } from "../../src/runtime/approvals/policy.ts";
import { type AutopilotOptions, autopilot } from "../../src/runtime/autopilot/autopilot.ts";
import { overHttp } from "../llm/support/over-http.ts";
import { approveIt, rejectIt } from "../support/held-scene.ts";
import { House } from "../support/market-house.ts";
import { begin, delivered, openTrade, place, revise, statusOf } from "../support/market-trade.ts";
import { MarketWorld } from "../support/market-world.ts";
import { tempDirectory } from "../support/temp-directory.ts";

const instructions = "You write short articles about sea animals in plain words, and decline anything that is not about the sea.";
const article = "Otters hold hands while they sleep, so that they do not drift apart.";
const prices = { small: { inputUsdPerMTok: 0.1, outputUsdPerMTok: 0.1 } };

type Rules = NonNullable<ScriptSource["rules"]>;
const call = (name: string, args: Record<string, string | number> = {}) => ({ toolCalls: [{ name, arguments: args }] });
/** Calls the tool whenever it is offered. */
const does = (name: string, args: Record<string, string | number> = {}): Rules[number] => ({
  name,
  when: { tools: name },
  reply: call(name, args),
});

async function open(
  role: "seller" | "buyer",
  rules: Rules,
  { policy, approvals }: Pick<AutopilotOptions, "policy"> & { readonly approvals?: ApprovalSettings } = {},
) {
  const world = await MarketWorld.open();
  const trade = await openTrade(world);
  const script = defineScript({ rules, default: { text: "I have nothing to do." } });
  const model = createScriptedModel({ clock: world.clock, script });
  const worker = { model: await overHttp(model), models: ["small"] as [string], prices, budget: { usdPerOrder: 1 } };
  const handlers = autopilot({ instructions, ...(policy && { policy }) });
  const dir = tempDirectory();
  const house = () =>
    new House({
      world,
      actor: trade[role],
      dir,
      worker,
      agent: { handlers },
      spend: { tipMax: 5 },
      ...(approvals && { approvals }),
    });
  const offered = () => model.calls.map(({ request }) => request.tools?.map((tool) => tool.name).join(" ") ?? "");
  const told = (index: number) => JSON.stringify(model.calls[index]?.request.messages);
  return { world, trade, model, house, offered, told };
}

describe("an autopilot that sells", () => {
  it("accepts and delivers in one conversation; each tool exists only while the order's status allows it", async () => {
    const { trade, house, offered } = await open("seller", [does("deliver", { text: article }), does("start")]);
    const orderId = await place(trade);
    const only = house();
    await only.poll();
    expect(only.run()).toMatchObject({ status: "done" });
    expect((await trade.buyer.client.getOrder({ taskId: orderId })).order).toMatchObject({
      status: "delivered",
      delivery_text: article,
    });
    expect(offered()).toEqual(["start decline send_message", "deliver send_message"]);
  });

  it("declines", async () => {
    const { trade, house } = await open("seller", [does("decline", { reason: "I only write about the sea." })]);
    const orderId = await place(trade, "About mountains");
    await house().poll();
    expect(await statusOf(trade, orderId)).toBe("cancelled");
  });

  it("revises with the feedback and its last delivery in fences, never in the system message", async () => {
    const { trade, house, told, model } = await open("seller", [does("deliver", { text: `${article} {{hit}}` }), does("start")]);
    const orderId = await place(trade);
    const only = house();
    await only.poll();
    await revise(trade, orderId, "Mention their fur, please");
    await only.poll();
    expect(await statusOf(trade, orderId)).toBe("delivered");
    const system = model.calls.at(-1)?.request.messages[0];
    expect(told(2)).toContain("Mention their fur");
    expect(told(2)).toContain("<<<last delivery");
    expect(JSON.stringify(system)).not.toContain("fur");
    expect(JSON.stringify(system)).not.toContain("otters");
  });

  it("may ask and wait; the answer lets it deliver", async () => {
    const { world, trade, house } = await open("seller", [
      { when: { user: "About kelp" }, reply: call("deliver", { text: article }) },
      { when: { last: "tool", tools: "deliver", any: "Which animal" }, reply: { text: "I wait for the answer." } },
      { when: { tools: "deliver" }, reply: call("send_message", { text: "Which animal do you mean?" }) },
      does("start"),
    ]);
    const orderId = await place(trade, "About it");
    const only = house();
    await only.poll();
    expect(await statusOf(trade, orderId)).toBe("in_progress");
    await trade.buyer.client.sendMessage({ taskId: orderId, content: "About kelp forests" });
    await only.poll();
    expect(await statusOf(trade, orderId)).toBe("delivered");
    expect(world.happened("message.sent")).toHaveLength(3);
  });

  it("that decides nothing is asked again later, as a new conversation, and then gives the order up in the open", async () => {
    const { world, trade, house, model, told } = await open("seller", []);
    const before = world.clock.now();
    await place(trade);
    const only = house();
    await only.poll();
    expect(only.run()).toMatchObject({
      status: "dead",
      code: "permanent_failure",
      reason: expect.stringContaining("decided nothing"),
    });
    expect(model.callCount).toBe(2);
    expect(told(1)).toContain("You were asked before");
    expect(world.clock.now() - before).toBeGreaterThanOrEqual(60_000);
  });

  it("leaves to a person what the policy does not let it decide, without asking the model", async () => {
    const { trade, house, model } = await open("seller", [], { policy: { actions: ["message"] } });
    await place(trade);
    const only = house();
    await only.poll();
    expect(only.run()).toMatchObject({ status: "dead", reason: expect.stringContaining("to a person") });
    expect(model.callCount).toBe(0);
  });

  it("stops answering messages at policy.maxMessages, and then costs nothing", async () => {
    const { trade, house, model } = await open(
      "seller",
      [{ when: { last: "user" }, reply: call("send_message", { text: "Thank you {{call}}" }) }],
      { policy: { actions: ["message"], maxMessages: 2 } },
    );
    const orderId = await begin(trade);
    const only = house();
    await only.poll();
    for (let index = 0; index < 5; index++) {
      await trade.buyer.client.sendMessage({ taskId: orderId, content: `Thanks ${index}` });
      await only.poll();
    }
    const sent = only.engine.countActions({ agent: "house", subject: orderId, name: "message", status: "done" });
    expect(sent).toBe(2);
    expect(model.callCount).toBeLessThanOrEqual(4);
  });

  it("counts messages of runs that failed, too: whoever makes a model talk in circles gets no more of them", async () => {
    const talk = { when: { tools: "send_message" }, reply: call("send_message", { text: "Thank you {{call}}" }) };
    const { trade, house, world } = await open("seller", [talk], { policy: { actions: ["message"], maxMessages: 9 } });
    const orderId = await begin(trade);
    const only = house();
    for (let index = 0; index < 2; index++) {
      await trade.buyer.client.sendMessage({ taskId: orderId, content: `Go on ${index}` });
      await only.poll();
    }
    expect(only.engine.list({ status: ["dead"] })).not.toEqual([]);
    expect(world.calls("sendMessage")).toBe(9);
  });

  it("tells the model that a text was refused, and sends the better one", async () => {
    const { trade, house, told } = await open("seller", [
      {
        when: { last: "tool", tools: "deliver", any: "outgoing_text|holds its instructions" },
        reply: call("deliver", { text: article }),
      },
      { when: { tools: "deliver", any: "holds" }, reply: call("deliver", { text: article }) },
      does("deliver", { text: instructions }),
      does("start"),
    ]);
    const orderId = await place(trade);
    await house().poll();
    const { order } = await trade.buyer.client.getOrder({ taskId: orderId });
    expect(order.delivery_text).toBe(article);
    expect(told(2)).toContain("nothing was sent");
  });

  it.each(["after_intent_commit", "after_send", "before_outcome_commit"] as const)(
    "repeats nothing when the process dies %s",
    async (point) => {
      const { world, trade, house, model } = await open("seller", [does("deliver", { text: article }), does("start")]);
      await place(trade);
      const first = house();
      first.life.dieAt = (reached) => reached === point;
      await first.poll();
      expect(first.life.crashed).toBe(true);
      const second = house();
      await second.poll();
      await second.finish();
      expect(world.happened("order.delivered")).toHaveLength(1);
      expect(model.callCount).toBe(2);
    },
  );

  it("ends well when a delivery is held, and decides again when a person says no", async () => {
    const { trade, house, told, model } = await open("seller", [does("deliver", { text: `${article} {{hit}}` }), does("start")], {
      approvals: { deliver: "always" },
    });
    const orderId = await place(trade);
    const only = house();
    await only.poll();
    expect(only.run()).toMatchObject({ status: "waiting" });
    await rejectIt(only, "Mention their fur");
    expect(told(model.callCount - 1)).toContain("was rejected by a person: Mention their fur");
    const second = only.engine.approvals.list().find((approval) => approval.status !== "rejected");
    await approveIt(only, second?.id ?? "");
    expect((await trade.buyer.client.getOrder({ taskId: orderId })).order.delivery_text).toBe(`${article} 2`);
  });
});

describe("an autopilot that buys", () => {
  const feedback = "The brief asks for adults; please leave out the nursery rhymes.";

  it("approves and reviews in one conversation", async () => {
    const { world, trade, house, offered } = await open(
      "buyer",
      [does("review", { rating: 5, comment: "Fine work", tipOcmc: 1 }), does("approve")],
      { policy: { tipMaxOcmc: 1 } },
    );
    const orderId = await delivered(trade);
    await house().poll();
    expect(await statusOf(trade, orderId)).toBe("completed");
    expect(world.happened("review.created")).toHaveLength(1);
    expect(offered()).toEqual(["approve request_revision send_message", "review"]);
  });

  it("asks for revisions as often as policy.maxRevisions allows; then that tool is gone", async () => {
    const { trade, house, offered } = await open("buyer", [does("request_revision", { feedback }), does("approve")], {
      policy: { maxRevisions: 1, actions: ["approve", "requestRevision"] },
    });
    const orderId = await delivered(trade);
    const only = house();
    await only.poll();
    expect(await statusOf(trade, orderId)).toBe("in_progress");
    await trade.seller.client.sendMessage({ taskId: orderId, content: "Otters, second try", isDelivery: true });
    await only.poll();
    expect(await statusOf(trade, orderId)).toBe("completed");
    expect(offered()).toEqual(["approve request_revision", "approve"]);
  });

  it.each([
    ["policy.maxPriceOcmc is passed", { maxPriceOcmc: 7 }],
    ["policy.mayApprove says no", { mayApprove: () => false }],
  ])("cannot approve when %s", async (_why, policy) => {
    const { trade, house, offered } = await open(
      "buyer",
      [{ reply: call("approve"), when: { last: "user" } }, does("request_revision", { feedback })],
      {
        policy,
      },
    );
    const orderId = await delivered(trade);
    await house().poll();
    expect(await statusOf(trade, orderId)).toBe("in_progress");
    expect(offered().join()).not.toContain("approve");
  });

  it("keeps ratings and tips within the policy; the model is told why", async () => {
    const { world, trade, house, told } = await open(
      "buyer",
      [
        { when: { tools: "review", hit: 1 }, reply: call("review", { rating: 5, comment: "Rich tip", tipOcmc: 50 }) },
        { when: { tools: "review", hit: 2 }, reply: call("review", { rating: 1, comment: "Poor" }) },
        does("review", { rating: 3, comment: "Fair", tipOcmc: 2 }),
        does("approve"),
      ],
      { policy: { minRating: 2, tipMaxOcmc: 2 } },
    );
    await delivered(trade);
    await house().poll();
    expect(told(2)).toContain("the arguments are not valid");
    expect(world.happened("review.created")).toHaveLength(1);
    expect(world.happened("review.created")[0]).toMatchObject({ data: { rating: 3, tipOcmc: 2 } });
  });

  it("reviews after a held approval was carried out", async () => {
    const { world, trade, house } = await open("buyer", [does("review", { rating: 4, comment: "Good" }), does("approve")], {
      approvals: { approve: "always" },
    });
    await delivered(trade);
    const only = house();
    await only.poll();
    expect(world.happened("review.created")).toHaveLength(0);
    await approveIt(only);
    expect(world.happened("review.created")).toHaveLength(1);
  });
});
