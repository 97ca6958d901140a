import { expect, it } from "vitest";
import { EngineWorld, newRun } from "../support/engine-world.ts";
import { tempDirectory } from "../support/temp-directory.ts";

const dayMs = 86_400_000;

it("lets what was queued before the machine's clock was set back wait for as long as it would have, not until the clock is where it was", async () => {
  const dir = tempDirectory();
  const before = EngineWorld.open({ dir, startMs: 10 * dayMs });
  before.start(async () => ({ kind: "retry", atMs: before.clock.now() + 5_000, code: "retry_later", reason: "not now" }));
  await before.engine.submit([
    newRun("again"),
    newRun("timer", { availableAtMs: before.clock.now() + 3_600_000 }),
    newRun("new", { lane: "lane of again" }),
  ]);
  await before.engine.idle();
  before.store.close();

  for (let life = 1; life <= 2; life++) {
    const after = EngineWorld.open({ dir, startMs: (10 - life) * dayMs });
    const waits = after.engine
      .list({ status: ["queued"] })
      .map(({ id, availableAtMs }) => [id, availableAtMs - after.clock.now()]);
    expect(waits).toEqual([
      ["again", 5_000],
      ["timer", 3_600_000],
      ["new", 0],
    ]);
    after.store.close();
  }
});
