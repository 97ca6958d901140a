import { describe, expect, test } from "vitest";
import type { Timer } from "../../../src/base/clock.ts";
import { VirtualClock } from "../../../src/base/virtual-clock.ts";
import { deliver, deliveredOrder, ocmcBalance, placeOrder, setScene, statusOf, told } from "../../support/platform-actors.ts";
import { testedProfiles } from "../../support/platform-profiles.ts";
import { startTestPlatform } from "../../support/platform-server.ts";

/** Its time moves, its timers never fire. */
class TimerlessClock extends VirtualClock {
  override after(): Timer {
    return { cancel: () => {} };
  }
}

const hourMs = 3_600_000;

describe.each(testedProfiles)("72 hours (row 12), profile $profile", ({ profile, status, strict }) => {
  const scene = async (gig: Record<string, unknown> = {}) => setScene(await startTestPlatform({ profile }), gig);

  test("row 12: a delivery is approved 72 h later, once, and both parties hear of it", async () => {
    const it = await scene();
    const order = await deliveredOrder(it);
    await it.server.clock.advanceBy(72 * hourMs - 1);
    expect(await statusOf(it.buyer, order)).toBe("delivered");
    await it.server.clock.advanceBy(1);
    expect(await statusOf(it.buyer, order)).toBe("completed");
    expect(await ocmcBalance(it.seller)).toBe(58);
    expect((await told(it.buyer)).at(-1)).toBe("order.completed");
    expect((await told(it.seller)).at(-1)).toBe("order.completed");
    expect((await it.buyer.post(`${order.path}/approve`)).status).toBe(status(409));
    if (!strict)
      expect((await it.buyer.get(order.path)).body).toMatchObject({ order: { auto_approved: true, auto_approve_at: null } });
    expect(it.server.platform.inspect.ledger().conserved).toBe(true);
  });

  test("row 12: messages do not stop the clock, a revision does, and the next delivery starts it anew", async () => {
    const it = await scene();
    const order = await deliveredOrder(it);
    await it.server.clock.advanceBy(71 * hourMs);
    await it.buyer.post(`${order.path}/messages`, { content: "Looking at it" });
    await it.buyer.post(`${order.path}/revision`, { feedback: "Shorter" });
    await it.server.clock.advanceBy(100 * hourMs);
    expect(await statusOf(it.buyer, order)).toBe("in_progress");
    await deliver(it, order);
    await it.server.clock.advanceBy(71 * hourMs);
    expect(await statusOf(it.buyer, order)).toBe("delivered");
    await it.server.clock.advanceBy(hourMs);
    expect(await statusOf(it.buyer, order)).toBe("completed");
  });

  test("row 12: a refused revision lets the clock run on", async () => {
    const it = await scene({ revisions_included: 0 });
    const order = await deliveredOrder(it);
    await it.server.clock.advanceBy(71 * hourMs);
    expect((await it.buyer.post(`${order.path}/revision`, { feedback: "Shorter" })).status).toBe(status(409));
    await it.server.clock.advanceBy(hourMs);
    expect(await statusOf(it.buyer, order)).toBe("completed");
  });

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
