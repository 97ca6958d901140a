import { describe, expect, it } from "vitest";
import type { CrashPointName } from "../../src/engine/crash-point.ts";
import type { FaultEffect } from "../../src/platform/service/faults.ts";
import { type ActionCase, actionCases } from "../support/market-action-cases.ts";
import { House } from "../support/market-house.ts";
import { openTrade } from "../support/market-trade.ts";
import { MarketWorld } from "../support/market-world.ts";
import { tempDirectory } from "../support/temp-directory.ts";

async function scene(testCase: ActionCase, profile: "default" | "strict") {
  const world = await MarketWorld.open(profile);
  const trade = await openTrade(world);
  const orderId = await testCase.scene(trade);
  const answers: unknown[] = [];
  const dir = tempDirectory();
  const agent = { handlers: testCase.handlers(trade, (answer) => answers.push(answer)) };
  const open = () => new House({ world, actor: trade[testCase.role], agent, dir });
  const wake = (house: House) => house.tell(testCase.event, { order_id: orderId }, "wake");
  const fault = (effect: FaultEffect) => world.platform.faults.add({ effect, endpoint: testCase.endpoint, times: 1 });
  return { world, trade, orderId, answers, open, wake, fault };
}

// Lost answers and deaths in `strict`, where no repeated request is recognised: action-matrix.test.ts.
describe.each(["default"] as const)("in the %s profile", (profile) => {
  describe.each(actionCases)("$action", (testCase) => {
    it.each<[string, FaultEffect]>([
      ["the answer is lost after the commit", "drop_after_commit"],
      ["the request never arrives", "drop_before_commit"],
      ["the platform fails with 503", { status: 503 }],
      ["the platform answers 429", { status: 429 }],
      ["the key is refused for a moment with 401", { status: 401 }],
    ])("is done exactly once when %s", async (_what, effect) => {
      const { world, orderId, answers, open, wake, fault } = await scene(testCase, profile);
      const house = open();
      fault(effect);
      const run = await wake(house);
      expect(house.run(run)).toMatchObject({ status: "done" });
      expect(testCase.times(world, orderId)).toBe(1);
      expect(answers).toMatchObject([{ state: "done" }]);
      expect(world.platform.inspect.ledger().conserved).toBe(true);
    });

    it("ends as a dead letter with the platform's reason when the request is refused, and nothing happened", async () => {
      const { world, orderId, answers, open, wake, fault } = await scene(testCase, profile);
      const house = open();
      fault({ status: 422 });
      const run = await wake(house);
      expect(house.run(run)).toMatchObject({ status: "dead", code: "api_refused" });
      expect(testCase.times(world, orderId)).toBe(0);
      expect(answers).toEqual([]);
    });

    it.each<[string, CrashPointName]>([
      ["before its intent", "before_intent_commit"],
      ["between intent and request", "after_intent_commit"],
      ["between the platform's commit and ours", "after_send"],
      ["after its result", "after_result_commit"],
      ["before the run's outcome", "before_outcome_commit"],
      ["after the run's outcome", "after_outcome_commit"],
    ])("is done exactly once when the process dies %s", async (_when, point) => {
      const { world, orderId, open, wake } = await scene(testCase, profile);
      const first = open();
      first.life.dieAt = (reached) => reached === point;
      const run = await wake(first);
      expect(first.life.crashed).toBe(true);
      const second = open();
      await second.finish();
      expect(second.run(run)).toMatchObject({ status: "done" });
      expect(testCase.times(world, orderId)).toBe(1);
    });

    it.runIf(testCase.rival)("ends lost_to_other when another process got there first", async () => {
      const { world, trade, orderId, answers, open, wake } = await scene(testCase, profile);
      const house = open();
      world.taps.push(async (request, next) => {
        if (request.endpoint === testCase.endpoint) await testCase.rival?.(trade, orderId);
        return next();
      });
      const run = await wake(house);
      expect(house.run(run)).toMatchObject({ status: "lost_to_other" });
      expect(answers).toEqual([]);
    });

    it.runIf(testCase.rival)(
      "sends nothing and ends lost_to_other when the order moved on while the handler thought",
      async () => {
        const { world, trade, orderId, open, wake } = await scene(testCase, profile);
        const house = open();
        let readings = 0;
        world.taps.push(async (request, next) => {
          if (request.endpoint !== "getOrder") return next();
          if (++readings === 2) await testCase.rival?.(trade, orderId);
          const answer = await next();
          await world.clock.sleep(1_000);
          return answer;
        });
        const run = await wake(house);
        expect(house.run(run)).toMatchObject({ status: "lost_to_other" });
        expect(world.calls(testCase.endpoint)).toBe(0);
      },
    );
  });
});
