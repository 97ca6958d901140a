import { expect, it } from "vitest";
import { EngineWorld, newRun } from "../support/engine-world.ts";
import { tempDirectory } from "../support/temp-directory.ts";

const long = "a prompt that goes on and on ".repeat(200);
const cost = { unit: "usd_nano", maximum: 5, limits: [], actual: () => 3 } as const;

it("keeps what steps ask for, a part that several of them share once, and reads it as it was", async () => {
  const world = EngineWorld.open();
  const asked: string[] = [];
  world.start(async (run, journal) => {
    const ask = (name: string, parts: readonly string[], priced: boolean) => {
      const request = () => {
        asked.push(name);
        return parts;
      };
      return journal.step(name, async () => 1, { ...(priced && { cost }), request });
    };
    await ask("first", [long, "one"], true);
    await ask("second", [long, "one", "two ✓"], true);
    await ask("plain", ["three"], false);
    await journal.step("silent", async () => 1);
    return run.attempts === 1 ? { kind: "retry", atMs: 0, code: "x", reason: "again" } : { kind: "done" };
  });
  await world.engine.submit([newRun("a"), newRun("b")]);
  await world.finish();
  const texts = world.engine.texts("a");
  expect([...texts.values()].sort()).toEqual([long, "one", "three", "two ✓"].sort());
  const read = (params: unknown) => (params as string[]).map((key) => texts.get(key));
  const params = Object.fromEntries(world.engine.steps("a").map((step) => [step.name, step.params]));
  expect(read(params.first)).toEqual([long, "one"]);
  expect(read(params.second)).toEqual([long, "one", "two ✓"]);
  expect(read(params.plain)).toEqual(["three"]);
  expect(params.silent).toBeNull();
  const stored = world.store.database.all<{ bytes: number }>("SELECT LENGTH(body) AS bytes FROM step_text");
  expect(stored.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(long.length / 2);
  // Both runs, and none of the steps that were replayed.
  expect(asked).toHaveLength(6);
});

it("keeps what a step asked for that was under way when the process died, and that of a step that failed for good", async () => {
  const dir = tempDirectory();
  const first = EngineWorld.open({ dir });
  first.start((_run, journal) =>
    journal.step(
      "dies",
      async () => {
        first.crash();
        return { kind: "done" };
      },
      { cost, request: () => ["the question"] },
    ),
  );
  await first.engine.submit([newRun("a")]);
  await first.finish();
  const second = EngineWorld.open({ dir });
  expect(second.engine.steps("a")).toMatchObject([{ name: "dies", status: "reserved" }]);
  expect([...second.engine.texts("a").values()]).toEqual(["the question"]);
  second.store.close();
});
