import { expect, it } from "vitest";
import { Judge } from "../../../src/sim/invariants/judge.ts";
import { ModelWitness } from "../../../src/sim/invariants/model-witness.ts";
import { parseScenario } from "../../../src/sim/scenario/scenario.ts";
import { openWorld } from "../../../src/sim/world/open-world.ts";

const dayMs = 86_400_000;
const noonMs = 10.5 * dayMs;
const dollar = { inputTokens: 1_000_000, outputTokens: 0 };

/** A witness of an agent that may spend two dollars a day and one an order on models, which cost one a million tokens. */
async function begin() {
  const scenario = parseScenario(
    "name: x\nduration: 1h\npopulations: { writer: { kind: seller, thinks: true, budget: { usdPerDay: 2, usdPerOrder: 1 } } }",
    "x.yaml",
  );
  const { participants, platform } = await openWorld(scenario, { seed: 1 });
  await platform.close();
  const [writer] = participants;
  if (!writer) throw new Error("nobody takes part");
  const judge = new Judge(() => 0);
  const witness = new ModelWitness(judge, { m: { inputUsdPerMTok: 1, outputUsdPerMTok: 1 } });
  const hear = (askedMs: number) => witness.heard(writer, { model: "m", usage: dollar, askedMs });
  return { writer, judge, witness, hear };
}

it("a day's answers may cost what the budget allows, each on the day on which it was asked for, and not a token more", async () => {
  const { judge, hear } = await begin();
  for (const askedMs of [noonMs, noonMs, noonMs + dayMs, noonMs + dayMs]) hear(askedMs);
  expect(judge.violations).toEqual([]);
  hear(noonMs + dayMs);
  expect(judge.violations.map(({ what }) => what)).toEqual(["writer spent $3 of $2 a day on models"]);
});

it("an answer that was neither committed nor lost with its daemon was asked for in vain", async () => {
  const { writer, judge, witness, hear } = await begin();
  hear(noonMs);
  witness.died(writer);
  hear(noonMs + 1);
  writer.tally.modelCalls = 1;
  witness.check(writer);
  expect(judge.violations).toEqual([]);
  hear(noonMs + dayMs);
  witness.check(writer);
  expect(judge.violations.map(({ invariant }) => invariant)).toEqual(["no model call is made again"]);
});

it("an order's committed calls may cost what the budget allows together, whatever runs made them, and not a token more", async () => {
  const { writer, judge, witness } = await begin();
  const commit = (id: string, subject: string | null, cost: number) =>
    witness.committed(writer, { id, subject }, { name: "draft", occurrence: 1, cost });
  commit("a", "order 1", 600_000_000);
  commit("b", "order 1", 400_000_000);
  commit("c", "order 2", 1_000_000_000);
  commit("d", null, 5_000_000_000);
  expect(judge.violations).toEqual([]);
  commit("e", "order 1", 1);
  expect(judge.violations.map(({ what }) => what)).toEqual(["writer spent $1.000000001 of $1 on models for order 1"]);
});
