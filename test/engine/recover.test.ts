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
const inOneLaneEach = (...ids: readonly string[]) => ids.map((id) => newRun(id, { lane: `lane of ${id}` }));

/** Every run hangs, and with the last one the process dies. */
function hangingUntil(last: string, world: EngineWorld): Execute {
  return async (run) => {
    if (run.id === last) world.crash();
    return await never();
  };
}

describe("after an unclean end of the process", () => {
  it("goes on with what was in flight side by side, since one end proves nothing", async () => {
    const dir = tempDirectory();
    await live(dir, (world) => hangingUntil("c", world), inOneLaneEach("a", "b", "c"));
    const begun: string[] = [];
    await live(dir, (world) => async (run) => {
      begun.push(run.id);
      expect(world.clock.now()).toBe(world.engine.openedAtMs);
      await world.clock.sleep(100);
      return { kind: "done" };
    });
    expect(begun).toEqual(["a", "b", "c"]);
  });

  it("runs what was in flight at two ends in a row first and one at a time, then the rest", async () => {
    const dir = tempDirectory();
    const runs = [...inOneLaneEach("a", "b", "c"), newRun("d", { lane: "lane of a" })];
    await live(dir, (world) => hangingUntil("c", world), runs);
    await live(dir, (world) => hangingUntil("c", world));
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

  it("acquits a run that got a step further between two ends", async () => {
    const dir = tempDirectory();
    await live(dir, (world) => hangingUntil("b", world), inOneLaneEach("a", "b"));
    await live(dir, (world) => async (run, journal) => {
      await journal.step("further", async () => 1);
      if (run.id === "b") world.crash();
      return await never();
    });
    const begun: string[] = [];
    await live(dir, (world) => async (run) => {
      begun.push(`${run.id} at ${world.clock.now() - world.engine.openedAtMs} ms`);
      await world.clock.sleep(100);
      return { kind: "done" };
    });
    expect(begun).toEqual(["a at 0 ms", "b at 0 ms"]);
  });

  it.each([
    ["two", 2, [0, 30_000, 60_000]],
    ["forty, a second each,", 40, Array.from({ length: 41 }, (_, nth) => nth * 2_000)],
  ])(
    "lets %s suspects that wait for long keep the others from running for half a minute per end, and no longer",
    async (_, count, expected) => {
      const dir = tempDirectory();
      const ids = Array.from({ length: count }, (_, nth) => `${nth}`);
      const last = `${count - 1}`;
      await live(dir, (world) => hangingUntil(last, world), inOneLaneEach(...ids));
      await live(dir, (world) => hangingUntil(last, world));
      const begun: number[] = [];
      const world = EngineWorld.open({ dir });
      world.start(async (run) => {
        begun.push(world.clock.now() - world.engine.openedAtMs);
        await world.clock.sleep(run.id === "new" ? 100 : 3_600_000);
        return { kind: "done" };
      });
      await world.engine.submit([newRun("new")]);
      await world.finish();
      expect(begun).toEqual(expected);
    },
  );

  it("lets nothing else begin beside the last suspect, so that a crash can be blamed on it", async () => {
    const dir = tempDirectory();
    const crash = (world: EngineWorld): Execute => {
      return async () => {
        world.crash();
        return await never();
      };
    };
    await live(dir, crash, [newRun("a")]);
    await live(dir, crash);
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
