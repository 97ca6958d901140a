import { check } from "../check.ts";
import { equal, includes, refused } from "../confirm.ts";
import { balance, told } from "../readings.ts";

const hourMs = 3_600_000;
const control = { control: true };

/** Row 12: what nobody judges for 72 hours is approved. Needs a clock that can be moved. */
export const deadlineChecks = [
  check(
    12,
    "a delivery is approved 72 h later, once, and both parties hear of it",
    async (world) => {
      const it = await world.scene();
      const order = await it.delivered();
      await world.control.advance(71 * hourMs);
      equal(await it.status(order), "delivered");
      await world.control.advance(hourMs);
      equal(await it.status(order), "completed");
      equal(await balance(it.seller), 58, "The seller's balance");
      equal((await told(it.buyer)).at(-1), "order.completed");
      equal((await told(it.seller)).at(-1), "order.completed");
      refused(await it.buyer.post(`${order.path}/approve`), world.profile.status(409));
      equal(await balance(it.seller), 58, "The seller's balance");
      if (world.profile.supersetFields) includes((await it.buyer.get(order.path)).body, { order: { auto_approved: true } });
    },
    control,
  ),

  check(
    12,
    "messages do not stop the clock, a revision does, and the next delivery starts it anew",
    async (world) => {
      const it = await world.scene();
      const order = await it.delivered();
      await world.control.advance(71 * hourMs);
      await it.buyer.post(`${order.path}/messages`, { content: "Looking at it" });
      await it.revise(order);
      await world.control.advance(100 * hourMs);
      equal(await it.status(order), "in_progress");
      await it.deliver(order);
      await world.control.advance(71 * hourMs);
      equal(await it.status(order), "delivered");
      await it.buyer.post(`${order.path}/messages`, { content: "Still looking at it" });
      await world.control.advance(hourMs);
      equal(await it.status(order), "completed");
    },
    control,
  ),

  check(
    12,
    "a refused revision lets the clock run on",
    async (world) => {
      const it = await world.scene({ revisions_included: 0 });
      const order = await it.delivered();
      await world.control.advance(71 * hourMs);
      refused(await it.buyer.post(`${order.path}/revision`, { feedback: "x" }), world.profile.status(409));
      await world.control.advance(hourMs);
      equal(await it.status(order), "completed");
    },
    control,
  ),

  check(
    12,
    "a dispute stops the clock",
    async (world) => {
      const it = await world.scene();
      const order = await it.delivered();
      await world.control.dispute(order.id);
      await world.control.advance(100 * hourMs);
      equal(await it.status(order), "disputed");
    },
    control,
  ),
];
