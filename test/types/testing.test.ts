import { createTestMarket, type Duration } from "upclaws/testing";
import { expect, expectTypeOf, test } from "vitest";
import writer from "../../agents/writer/agent.ts";

/** Never called: these lines are there for the compiler. */
async function wrong(): Promise<void> {
  // @ts-expect-error: no such reading of the API
  await createTestMarket({ profile: "kind" });
  const market = await createTestMarket();
  // @ts-expect-error: an agent is run by its definition, not by its name
  await market.run("writer");
  // @ts-expect-error: no such action to hold
  await market.run(writer, { approvals: { starting: "always" } });
  const agent = await market.run(writer);
  const order = await (await market.buyer()).order(agent.gig(), "Topic: tides");
  // @ts-expect-error: the buyer's order cannot be delivered by the buyer
  await order.deliver("Here");
  // @ts-expect-error: a seller by hand places no orders
  await (await market.seller()).order(agent.gig(), "Topic: tides");
  // @ts-expect-error: what is shown cannot be set
  order.status = "completed";
  // @ts-expect-error: no such unit
  await market.advance("3 weeks");
  // @ts-expect-error: no such condition of a script
  market.model.expect({ worker: "draft" }, { text: "Hello" });
  // @ts-expect-error: the agent a fault is for is the agent's own
  agent.fault({ effect: "reset", agentId: order.id });
}

test("the lines above do not compile without their marks", () => {
  expectTypeOf(wrong).toBeFunction();
});

test("durations are milliseconds, or a number with its unit", () => {
  const durations: readonly Duration[] = [1_500, "10ms", "1.5s", "15m", "72h", "3d"];
  expect(durations).toHaveLength(6);
});
