import { afterAll, describe, expect, it } from "vitest";
import { transportError } from "../../src/protocol/transport.ts";
import { type Ending, type Fate, fates, type MatrixRow, matrix, type Performer, type Stage } from "../support/action-matrix.ts";
import { openTrade } from "../support/market-trade.ts";
import { MarketWorld, type Tap } from "../support/market-world.ts";
import { tempDirectory } from "../support/temp-directory.ts";

// `strict`: nothing there recognises a repeated request. What each cell came to is printed with UPCLAWS_MATRIX=1.
const found = new Map<string, string>();
const nothing = () => {};

/** Once, at the row's endpoint: `there` is what happens to the request in the platform's place. */
function once(stage: Stage, row: MatrixRow, there: Tap): void {
  let met = false;
  stage.world.taps.push((request, next) => {
    if (met || request.endpoint !== row.endpoint) return next();
    met = true;
    return there(request, next);
  });
}

const noAnswer = () => transportError("connection_lost", "the connection broke");

/** A process that is gone: nothing it waits for ever comes. */
const gone = <T>({ world }: Stage) => world.clock.idle(new Promise<T>(nothing));

const bring: Readonly<Record<Fate, (stage: Stage, row: MatrixRow) => Promise<string>>> = {
  "answer lost": async (stage, row) => {
    once(stage, row, async (_request, next) => {
      await next();
      throw noAnswer();
    });
    return await row.open(stage).perform();
  },
  "never arrives": async (stage, row) => {
    once(stage, row, async () => {
      throw noAnswer();
    });
    return await row.open(stage).perform();
  },
  "arrives late": async (stage, row) => {
    let arrive: () => Promise<unknown> = async () => undefined;
    once(stage, row, async (_request, next) => {
      if (row.lateMs === undefined) arrive = next;
      else stage.world.clock.after(row.lateMs, () => void next().catch(nothing));
      throw noAnswer();
    });
    const ends = await row.open(stage).perform();
    await arrive().catch(nothing);
    await stage.world.clock.advanceBy(row.lateMs ?? 0);
    return ends;
  },
  "another first": async (stage, row) => {
    once(stage, row, async (_request, next) => {
      await row.rival?.(stage.trade, stage.orderId);
      return await next();
    });
    return await row.open(stage).perform();
  },
  "dies before request": (stage, row) => dies(stage, row, "after_intent_commit", () => gone(stage)),
  "dies after request": (stage, row) =>
    dies(stage, row, "after_send", async (_request, next) => {
      await next();
      return await gone(stage);
    }),
  "dies after commit": (stage, row) => dies(stage, row, "after_result_commit", undefined),
};

/** At a point of the engine where the action is the engine's, else by a request that nobody comes back from; then the next life goes on. */
async function dies(stage: Stage, row: MatrixRow, point: Parameters<NonNullable<Performer["dieAt"]>>[0], there: Tap | undefined) {
  const first = row.open(stage);
  if (first.dieAt) {
    first.dieAt(point);
    expect(await first.perform()).toBe("died");
  } else if (there) {
    once(stage, row, there);
    void first.perform().catch(nothing);
    await stage.world.clock.settle();
  } else {
    await first.perform();
  }
  return await row.open(stage).perform();
}

describe.each(matrix)("$action", (row) => {
  for (const fate of fates) {
    const cell: Ending | { readonly because: string } = row.cells?.[fate] ?? { ends: "done", times: 1 };
    if ("because" in cell) {
      found.set(`${row.action}/${fate}`, `– (${cell.because})`);
      continue;
    }
    it(`${fate}: ends as ${cell.ends}, done ${cell.times} times`, async () => {
      const world = await MarketWorld.open("strict");
      const trade = await openTrade(world);
      const orderId = await row.scene(trade);
      const stage = { world, trade, orderId, dir: tempDirectory() };
      const ends = await bring[fate](stage, row);
      const times = row.times(world, orderId);
      found.set(`${row.action}/${fate}`, `${ends}, ${times}×`);
      expect({ ends, times }).toEqual(cell);
      expect(world.platform.inspect.ledger().conserved).toBe(true);
    });
  }
});

it("has a row for every action of the design's table, and a cell or a reason for every fate", () => {
  expect(matrix.map(({ action }) => action)).toEqual([
    "start",
    "deliver",
    "decline",
    "approve",
    "requestRevision",
    "placeOrder",
    "review",
    "review with tip",
    "message",
    "upload",
    "createGig",
    "setStatus",
    "register",
  ]);
  const cells = matrix.flatMap(({ action }) => fates.map((fate) => `${action}/${fate}`));
  expect(cells.filter((cell) => !found.has(cell))).toEqual([]);
});

afterAll(() => {
  if (!process.env.UPCLAWS_MATRIX) return;
  for (const [cell, outcome] of found) process.stdout.write(`${cell.padEnd(40)} ${outcome}\n`);
});
