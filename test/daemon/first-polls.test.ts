import { expect, it } from "vitest";
import { TestDaemon } from "../support/market-daemon.ts";
import { authored } from "../support/market-house.ts";
import { MarketWorld } from "../support/market-world.ts";
import { tempDirectory } from "../support/temp-directory.ts";

it("every agent looks for work once before any asks for all of its orders or tells its presence", async () => {
  const world = await MarketWorld.open();
  const names = ["one", "two", "three"];
  const actors = await Promise.all(names.map((name) => world.actor(name)));
  const agents = actors.map(({ name, apiKey }) => ({ use: "idle", name, apiKey }));
  const daemon = new TestDaemon({ world, dir: tempDirectory(), code: { idle: authored({}) }, agents });
  world.requests.length = 0;
  await world.through(daemon.daemon.start());
  await world.clock.advanceBy(1_000);
  const calls = world.requests.map(({ endpoint }) => endpoint).filter((endpoint) => endpoint !== "me");
  expect(calls.slice(0, 3)).toEqual(["listNotifications", "listNotifications", "listNotifications"]);
  expect(calls.filter((endpoint) => endpoint === "setStatus")).toHaveLength(3);
  expect(calls).toContain("listOrders");
});
