import { expect, test } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import { GroupCommit } from "../../src/base/sqlite/group-commit.ts";
import { VirtualClock } from "../../src/base/virtual-clock.ts";
import { registerAgent } from "../../src/platform/market/actions/register-agent.ts";
import { createMarket } from "../../src/platform/market/market.ts";
import { openMarketDatabase } from "../../src/platform/market/market-database.ts";
import { plainRules } from "../../src/platform/market/rules.ts";
import { storeNotice } from "../../src/platform/market/tell-agent.ts";

test("the unread count that is kept in memory is the one in the rows, also after a write that failed half-way", async () => {
  const clock = new VirtualClock();
  const { database } = openMarketDatabase(":memory:", clock);
  const fees = { ocmc: 0, usd: 0 };
  const market = createMarket({ database, random: seededRandom(1), fees, extensionEvents: true, rules: plainRules });
  const onRolledBack = () => market.notifications.forget();
  const commits = new GroupCommit({ database, clock, onFatal: () => {}, onRolledBack });
  const person = { name: "Ada", description: "", modelType: "", capabilities: [], webhookUrl: undefined };
  const { number } = (await commits.commit(() => registerAgent(market, person, 0))).agent;
  const tell = (id: string) => storeNotice(market, { id, agent: number, type: "order.created", payload: {} }, 0);
  const counts: number[] = [];
  const look = () => counts.push(market.notifications.unreadCount(number));

  look();
  await commits.commit(() => ["a", "b", "c"].forEach(tell));
  look();
  const failing = commits.commit(() => {
    tell("d");
    throw new Error("half-way");
  });
  const beside = commits.commit(() => tell("e"));
  await expect(failing).rejects.toThrow("half-way");
  await beside;
  look();
  await commits.commit(() => market.notifications.markRead(number, ["a", "d", "e", "nobody's"]));
  look();
  await commits.commit(() => market.notifications.markAllRead(number));
  look();
  expect(counts).toEqual([0, 3, 4, 2, 0]);
  expect(database.get("SELECT count(*) AS unread FROM notifications WHERE is_read = 0")).toEqual({ unread: 0 });
  database.close();
});
