import { describe, expect, it } from "vitest";
import type { Execute } from "../../src/engine/engine.ts";
import { EngineWorld, newRun } from "../support/engine-world.ts";
import { tempDirectory } from "../support/temp-directory.ts";

/** Opens, starts and runs one life; `crash` says what `execute` does with the process. */
async function live(
  dir: string,
  execute: (world: EngineWorld) => Execute,
  runs: Parameters<EngineWorld["engine"]["submit"]>[0] = [],
) {
  const world = EngineWorld.open({ dir });
  world.start(execute(world));
  if (runs.length > 0) await world.engine.submit(runs);
  await world.finish();
  if (!world.crashed) world.store.close();
  return world;
}

const never = () => new Promise<never>(() => {});

describe("after an unclean end of the process", () => {
  it("runs what was in flight first and one at a time, then the rest", async () => {
    const dir = tempDirectory();
    const runs = ["a", "b", "c", "d"].map((id) => newRun(id, { lane: id === "d" ? "lane of a" : `lane of ${id}` }));
    await live(
      dir,
      (world) => async (run) => {
        if (run.id === "c") world.crash();
        return await never();
      },
      runs,
    );
    const order: string[] = [];
    let executing = 0;
    await live(dir, (world) => async (run) => {
      if (run.id !== "d") expect(++executing).toBe(1);
      order.push(run.id);
      await world.clock.sleep(100);
      executing--;
      return { kind: "done" };
    });
    expect(order).toEqual(["a", "b", "c", "d"]);
  });

  it("lets nothing else begin beside the last suspect, so that a crash can be blamed on it", async () => {
    const dir = tempDirectory();
    const crash = (world: EngineWorld): Execute => {
      return async () => {
        world.crash();
        return await never();
      };
    };
    await live(dir, crash, [newRun("a")]);
    const order: string[] = [];
    const world = EngineWorld.open({ dir });
    world.start(async (run) => {
      order.push(`${run.id} begins`);
      await world.clock.sleep(100);
      order.push(`${run.id} ends`);
      return { kind: "done" };
    });
    await world.engine.submit([newRun("b")]);
    await world.finish();
    expect(order).toEqual(["a begins", "a ends", "b begins", "b ends"]);
  });

  it("gives a run up that was alone in flight at three crashes without a new step", async () => {
    const dir = tempDirectory();
    const crash =
      (world: EngineWorld): Execute =>
      async () => {
        world.crash();
        return await never();
      };
    await live(dir, crash, [newRun("a")]);
    await live(dir, crash);
    const third = await live(dir, crash);
    expect(third.crashed).toBe(true);
    const world = EngineWorld.open({ dir });
    expect(world.engine.get("a")).toMatchObject({ status: "dead", code: "crash_loop" });
    await world.engine.retry("a");
    world.start(async () => ({ kind: "done" }));
    await world.finish();
    expect(world.engine.get("a")).toMatchObject({ status: "done" });
  });

  it("does not give a run up that gets one step further each time", async () => {
    const dir = tempDirectory();
    const plan =
      (world: EngineWorld, crashAt: number): Execute =>
      async (_run, journal) => {
        for (let index = 0; index < 6; index++) {
          if (index === crashAt) {
            world.crash();
            return await never();
          }
          await journal.step(`s${index}`, async () => index);
        }
        return { kind: "done" };
      };
    await live(dir, (world) => plan(world, 1), [newRun("a")]);
    for (let crashAt = 2; crashAt < 6; crashAt++) await live(dir, (world) => plan(world, crashAt));
    const last = EngineWorld.open({ dir });
    last.start(plan(last, -1));
    await last.finish();
    expect(last.engine.get("a")).toMatchObject({ status: "done", attempts: 1 });
  });
});
