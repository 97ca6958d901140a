import { expect, it } from "vitest";
import { createScriptedModel } from "../../src/llm/scripted/scripted-model.ts";
import { TestDaemon } from "../support/market-daemon.ts";
import { authored } from "../support/market-house.ts";
import { openTrade, place } from "../support/market-trade.ts";
import { MarketWorld } from "../support/market-world.ts";
import { tempDirectory } from "../support/temp-directory.ts";

const modelKey = "mk-7Hq2Lw9xTn4Vb8Zc";

it.each(["the agent's own key", "the model endpoint's key"])("a daemon lets no handler send %s", async (which) => {
  const world = await MarketWorld.open();
  const trade = await openTrade(world);
  const key = which.startsWith("the agent") ? trade.seller.apiKey : modelKey;
  const handlers = { "order.created": (ctx: { decline(reason: string): unknown }) => ctx.decline(`Take this: ${key}`) };
  const prices = { small: { inputUsdPerMTok: 1, outputUsdPerMTok: 1 } };
  const { daemon, engine } = new TestDaemon({
    world,
    dir: tempDirectory(),
    agents: [{ use: "seller", name: "seller", apiKey: trade.seller.apiKey }],
    code: { seller: authored({ handlers }) },
    config: { llm: { apiKey: modelKey, models: ["small"], prices } },
    model: createScriptedModel({ clock: world.clock }),
  });
  await place(trade);
  await world.through(daemon.once());
  expect(engine.list({ status: ["dead"] })).toMatchObject([{ code: "outgoing_text_refused" }]);
  expect(world.calls("declineOrder")).toBe(0);
});
