import { describe, expect, it } from "vitest";
import { BlockWatch } from "../../../src/base/watchdog/block-watch.ts";

const everyMs = 250;

/** Looks every 250 ms, the heart beating as `beats` tells for each look; answers what was said, with the look's number. */
function told(beats: readonly boolean[], killAfterMs = 30_000) {
  const watch = new BlockWatch({ warnAfterMs: 1_000, killAfterMs }, everyMs, 0, 0);
  let count = 0;
  return beats.flatMap((beating, index) => {
    if (beating) count++;
    const verdict = watch.look(count, (index + 1) * everyMs);
    return verdict ? [{ look: index + 1, ...verdict }] : [];
  });
}

const still = (looks: number) => Array<boolean>(looks).fill(false);

describe("a watched event loop", () => {
  it("that beats is not talked about", () => {
    expect(told(Array<boolean>(1_000).fill(true))).toEqual([]);
    expect(told([...still(3), true, ...still(3), true])).toEqual([]);
  });

  it("that stands still is told once, and once that it goes on", () => {
    expect(told([true, ...still(20), true, true])).toEqual([
      { look: 5, kind: "blocked", blockedMs: 1_000 },
      { look: 22, kind: "free", blockedMs: 5_000 },
    ]);
  });

  it("that blocks again is told again", () => {
    expect(told([...still(5), true, ...still(5), true]).map(({ kind }) => kind)).toEqual(["blocked", "free", "blocked", "free"]);
  });

  it("is ended after killAfterMs, never when that is 0", () => {
    expect(told(still(120))).toEqual([
      { look: 4, kind: "blocked", blockedMs: 1_000 },
      { look: 120, kind: "kill", blockedMs: 30_000 },
    ]);
    expect(told(still(10_000), 0)).toHaveLength(1);
  });

  it("is not blamed for time in which the watcher slept as well", () => {
    const watch = new BlockWatch({ warnAfterMs: 1_000, killAfterMs: 30_000 }, everyMs, 0, 0);
    expect(watch.look(0, 8 * 3_600_000)).toBeUndefined();
    expect(watch.look(1, 8 * 3_600_000 + everyMs)).toBeUndefined();
  });
});
