import writer from "../../agents/writer/agent.ts";
import { defineScript } from "../../src/llm/scripted/parse-script.ts";
import { createScriptedModel } from "../../src/llm/scripted/scripted-model.ts";
import { TestDaemon } from "./market-daemon.ts";
import { openTrade, place } from "./market-trade.ts";
import { MarketWorld } from "./market-world.ts";
import { tempDirectory } from "./temp-directory.ts";

const article = "The tides come and go. ".repeat(12);

/** The shipped writer has delivered one order, on disk; its daemon still runs. */
export async function servedOrder() {
  const world = await MarketWorld.open();
  const trade = await openTrade(world);
  const dir = tempDirectory();
  const daemon = new TestDaemon({
    world,
    dir,
    code: { writer },
    model: createScriptedModel({ clock: world.clock, script: defineScript({ default: { json: { article } } }) }),
    agents: [{ use: "writer", apiKey: trade.seller.apiKey }],
    config: { llm: { models: ["gpt-5-mini"], prices: { "gpt-5-mini": { inputUsdPerMTok: 0.25, outputUsdPerMTok: 2 } } } },
  });
  await world.through(daemon.daemon.start());
  await place(trade, "Topic: tides. For sailors.");
  await world.clock.advanceBy(60_000);
  const run = daemon.engine.list().find(({ kind, status }) => kind === "order.created" && status === "done");
  if (!run) throw new Error("the order was not served");
  return { world, trade, dir, daemon, run };
}
