import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EngineWorld, newRun } from "../support/engine-world.ts";

describe("concurrency limits", () => {
  it("never executes more runs than allowed, globally or per agent, and uses what is allowed", async () => {
    const scenario = fc.record({
      concurrency: fc.integer({ min: 1, max: 6 }),
      writer: fc.integer({ min: 1, max: 6 }),
      runs: fc.array(fc.constantFrom("writer", "buyer"), { minLength: 1, maxLength: 25 }),
    });
    await fc.assert(
      fc.asyncProperty(scenario, async ({ concurrency, writer, runs }) => {
        const world = EngineWorld.open();
        const now: Record<string, number> = { writer: 0, buyer: 0 };
        let most = 0;
        world.start(
          async (run) => {
            now[run.agent]!++;
            expect(now.writer).toBeLessThanOrEqual(writer);
            expect(now.writer! + now.buyer!).toBeLessThanOrEqual(concurrency);
            most = Math.max(most, now.writer! + now.buyer!);
            await world.clock.sleep(10);
            now[run.agent]!--;
            return { kind: "done" };
          },
          { concurrency, perAgent: new Map([["writer", writer]]) },
        );
        await world.engine.submit(runs.map((agent, index) => newRun(`${index}`, { agent })));
        await world.finish();
        const writers = runs.filter((agent) => agent === "writer").length;
        expect(most).toBe(Math.min(concurrency, Math.min(writers, writer) + runs.length - writers));
        expect(world.engine.stats().byStatus.done).toBe(runs.length);
      }),
      { numRuns: 40 },
    );
  });

  it("does not let one agent's backlog keep another agent waiting", async () => {
    const world = EngineWorld.open();
    const order: string[] = [];
    world.start(
      async (run) => {
        order.push(run.agent);
        await world.clock.sleep(10);
        return { kind: "done" };
      },
      { concurrency: 2, perAgent: new Map() },
    );
    await world.engine.submit(Array.from({ length: 50 }, (_, index) => newRun(`w${index}`)));
    await world.engine.submit([newRun("b", { agent: "buyer" })]);
    await world.finish();
    expect(order.indexOf("buyer")).toBeLessThanOrEqual(4);
  });
});
