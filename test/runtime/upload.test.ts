import { describe, expect, it } from "vitest";
import { type Authored, House } from "../support/market-house.ts";
import { openTrade, place } from "../support/market-trade.ts";
import { MarketWorld } from "../support/market-world.ts";
import { tempDirectory } from "../support/temp-directory.ts";

async function open(content: (key: string) => string) {
  const world = await MarketWorld.open();
  const trade = await openTrade(world);
  const handlers: NonNullable<Authored["handlers"]> = {
    "order.created": async (ctx) => {
      await ctx.start();
      const { url } = await ctx.upload({ filename: "article.txt", content: Buffer.from(content(trade.seller.apiKey)) });
      await ctx.deliver("It is attached.", { attachments: [url] });
    },
  };
  const dir = tempDirectory();
  const house = () => new House({ world, actor: trade.seller, dir, agent: { handlers } });
  await place(trade);
  return { world, house };
}

describe("ctx.upload", () => {
  it("puts a file on the platform, whose address can be delivered", async () => {
    const { world, house } = await open(() => "Otters are fine");
    await house().poll();
    expect(world.happened("order.delivered")).toHaveLength(1);
    const sent = world.requests.find((request) => request.endpoint === "sendMessage");
    expect(sent?.body).toMatchObject({ attachments: [expect.stringMatching(/^https?:\/\/.*article\.txt$/)] });
  });

  it.each(["after_intent_commit", "after_send", "after_result_commit"] as const)(
    "is sent again when its outcome is unknown, and the delivery still goes out once, dying %s of the upload",
    async (point) => {
      const { world, house } = await open(() => "Otters are fine");
      const first = house();
      const begun = point === "after_intent_commit" ? "startOrder" : "upload";
      first.life.dieAt = (reached) => reached === point && world.calls(begun) > 0;
      await first.poll();
      expect(first.life.crashed).toBe(true);
      const second = house();
      await second.poll();
      await second.finish();
      expect(world.calls("upload")).toBeLessThanOrEqual(2);
      expect(world.happened("order.delivered")).toHaveLength(1);
    },
  );

  it("refuses a text that holds the agent's key", async () => {
    const { world, house } = await open((key) => `Dear client, ${key}`);
    const only = house();
    await only.poll();
    expect(only.run()).toMatchObject({ status: "dead", code: "outgoing_text_refused" });
    expect(world.calls("upload")).toBe(0);
  });
});
