import { expect, test } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import { RowIds } from "../../src/platform/market/row-ids.ts";

const draw = (ids: RowIds, count: number) => Array.from({ length: count }, () => ids.next());

test("the ids of rows are UUIDs like others, and each follows the one before", () => {
  const drawn = draw(new RowIds(seededRandom(1)), 1_000);
  for (const id of drawn) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(drawn).toEqual(drawn.toSorted());
  // What follows the running part is drawn for each.
  expect(new Set(drawn.map((id) => id.slice(14))).size).toBe(1_000);
});

test("a seed gives the same ids of rows, another seed others from the first character on", () => {
  const [one, same, other] = [1, 1, 2].map((seed) => draw(new RowIds(seededRandom(seed)), 10));
  expect(same).toEqual(one);
  expect(other?.[0]?.slice(0, 8)).not.toBe(one?.[0]?.slice(0, 8));
});

test("after the last prefix comes the first", () => {
  const ids = new RowIds({ next: () => 0, bytes: (length) => Buffer.alloc(length, 0xff) });
  expect(draw(ids, 2).map((id) => id.slice(0, 13))).toEqual(["ffffffff-ffff", "00000000-0000"]);
});
