import fc from "fast-check";
import { expect, it } from "vitest";
import { UpclawsError } from "../../src/base/errors.ts";
import { seededRandom } from "../../src/base/random.ts";
import { crashPointNames } from "../../src/engine/crash-point.ts";
import type { Execute } from "../../src/engine/engine.ts";
import { retryOutcome } from "../../src/engine/retry-outcome.ts";
import { EngineWorld, newRun } from "../support/engine-world.ts";
import { tempDirectory } from "../support/temp-directory.ts";

/** What becomes of one request: carried out or not, answered or not, or refused before anything. */
const fates = fc.constantFrom("carried out", "carried out, no answer", "lost", "refused", "not sent");

const plan = fc.record({
  fates: fc.array(fates, { maxLength: 6 }),
  crashes: fc.array(fc.record({ point: fc.constantFrom(...crashPointNames), skip: fc.nat(2) }), { maxLength: 4 }),
});

it("carries an action out exactly once when its run ends well, and never twice, whatever crashes when", async () => {
  await fc.assert(
    fc.asyncProperty(plan, async ({ fates, crashes }) => {
      const dir = tempDirectory();
      const requests = [...fates];
      const deaths = [...crashes];
      let effects = 0;
      let startMs = Date.UTC(2026, 0, 1);

      const execute =
        (world: EngineWorld): Execute =>
        async (run, journal) => {
          try {
            await journal.step("think", async () => "thought");
            const result = await journal.action<string>({
              name: "deliver",
              subject: "order 1",
              params: null,
              prepare: async () => null,
              send: async () => {
                const fate = requests.shift() ?? "carried out";
                if (fate === "not sent") throw new UpclawsError("rate", "Later", { retryable: true });
                if (fate === "refused") return { state: "refused", error: new UpclawsError("no", "No", { retryable: false }) };
                if (fate === "lost") return { state: "unknown", error: null };
                effects++;
                if (fate === "carried out, no answer") return { state: "unknown", error: null };
                return { state: "done", result: "delivered" };
              },
              readBack: async () => (effects > 0 ? { state: "done", result: "delivered" } : { state: "absent" }),
            });
            expect(result).toBe("delivered");
            return { kind: "done" };
          } catch (error) {
            const policy = { maxAttempts: 20, backoff: { baseMs: 10, maxMs: 100 } };
            return retryOutcome(run, error, { policy, random: seededRandom(1), clock: world.clock });
          }
        };

      for (let life = 0; life < 10; life++) {
        const world = EngineWorld.open({ dir, startMs });
        const death = deaths.shift();
        let seen = 0;
        world.dieAt = (point) => point === death?.point && seen++ === death.skip;
        world.start(execute(world));
        if (life === 0) await Promise.race([world.engine.submit([newRun("a")])]);
        await world.finish();
        startMs = world.clock.now() + 1_000;
        if (!world.crashed) {
          const run = world.engine.get("a");
          expect(effects).toBe(run?.status === "done" ? 1 : 0);
          expect(["done", "dead"]).toContain(run?.status);
          world.store.close();
          return;
        }
      }
      throw new Error("the run never ended");
    }),
    { numRuns: 150 },
  );
});
