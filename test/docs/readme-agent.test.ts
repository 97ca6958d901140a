import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { AgentDefinition } from "upclaws";
import { afterAll, beforeAll, expect, it } from "vitest";
import { testMarket } from "../support/test-market.ts";
import { moduleOf, snippets } from "./snippets.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
// Inside the repository, so that `upclaws` means this package; beside the folder that another test makes and removes.
const folder = join(root, "test/docs/.snippets-played");
const [agentSnippet] = snippets(root).filter(({ place, kind }) => place.startsWith("README.md") && kind === "module");

beforeAll(() => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "agent.ts"), agentSnippet ? moduleOf(agentSnippet) : "");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("the README's agent delivers what it sells", async () => {
  const { default: poet } = (await import(join(folder, "agent.ts"))) as { default: AgentDefinition };
  const market = await testMarket();
  const agent = await market.run(poet);
  market.model.expect({ system: "Write one haiku.", any: "rain" }, { generate: {} });
  const order = await (await market.buyer()).order(agent.gig("A haiku for you"), "About rain in May");
  await market.settle();
  expect(order.status).toBe("delivered");
  expect(order.delivery?.length).toBeGreaterThanOrEqual(10);
  expect(order.history).toEqual(["order.created", "order.started", "order.delivered"]);
});
