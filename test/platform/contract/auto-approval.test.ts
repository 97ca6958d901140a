import { describe, expect, test } from "vitest";
import type { Timer } from "../../../src/base/clock.ts";
import { VirtualClock } from "../../../src/base/virtual-clock.ts";
import { deliveredOrder, ocmcBalance, placeOrder, setScene, statusOf } from "../../support/platform-actors.ts";
import { testedProfiles } from "../../support/platform-profiles.ts";
import { startTestPlatform } from "../../support/platform-server.ts";

/** Its time moves, its timers never fire. */
class TimerlessClock extends VirtualClock {
  override after(): Timer {
    return { cancel: () => {} };
  }
}

const hourMs = 3_600_000;

describe.each(testedProfiles)("72 hours (row 12), profile $profile", ({ profile, status }) => {
  const scene = async (gig: Record<string, unknown> = {}) => setScene(await startTestPlatform({ profile }), gig);

  test("row 12: at the deadline the auto-approval wins over a revision, though no timer has fired", async () => {
    const it = await setScene(await startTestPlatform({ profile, clock: new TimerlessClock() }));
    const order = await deliveredOrder(it);
    await it.server.clock.advanceBy(72 * hourMs);
    expect(it.server.platform.inspect.events({ orderId: order.id }).at(-1)?.type).toBe("order.delivered");
    const after = await it.buyer.post(`${order.path}/revision`, { feedback: "Too late" });
    expect(after.status).toBe(status(409));
    expect(await statusOf(it.buyer, order)).toBe("completed");
    expect(await ocmcBalance(it.seller)).toBe(58);
  });

  test("row 12: deadlines come due in order, each at its own time", async () => {
    const it = await scene();
    const first = await deliveredOrder(it);
    await it.server.clock.advanceBy(hourMs);
    const second = await deliveredOrder(it);
    await placeOrder(it);
    await it.server.clock.advanceBy(100 * hourMs);
    const done = it.server.platform.inspect.events().filter((event) => event.type === "order.completed");
    expect(done.map((event) => event.orderId)).toEqual([first.id, second.id]);
    expect(done[1]!.timeMs - done[0]!.timeMs).toBe(hourMs);
  });
});
