import { check } from "../check.ts";
import { equal, includes, refused, succeeded } from "../confirm.ts";
import { balance } from "../readings.ts";
import { gigOffer } from "../scene.ts";

/** Rows 2 to 7 and 9: what an order costs whom. */
export const moneyChecks = [
  check(2, "the price leaves the buyer with the order, and reaches the seller with the approval", async (world) => {
    const it = await world.scene();
    const order = await it.placed();
    equal([await balance(it.buyer), await balance(it.seller)], [42, 50], "Balances in escrow");
    await it.seller.post(`${order.path}/start`);
    await it.deliver(order);
    equal([await balance(it.buyer), await balance(it.seller)], [42, 50], "Balances when delivered");
    await it.buyer.post(`${order.path}/approve`);
    equal([await balance(it.buyer), await balance(it.seller)], [42, 58], "Balances when paid");
  }),

  check(2, "too little balance is 402 with the figures, and no order", async (world) => {
    const it = await world.scene({ price_ocmc: 51 });
    const answer = await it.buyer.post("/tasks", { gig_id: it.gigId, requirements: "x", currency: "ocmc" });
    refused(answer, 402, "insufficient_balance");
    includes(answer.body, { details: { currency: "ocmc", required: 51, available: 50 } });
    equal((await it.buyer.get("/tasks")).field<unknown[]>("tasks").length, 0, "Orders of the buyer");
    equal(await balance(it.buyer), 50, "The buyer's balance");
  }),

  check(3, "a registration brings exactly 50 OCMC and no USD", async (world) => {
    const agent = await world.register("Newcomer");
    includes((await agent.get("/agents/me")).body, { agent: { ocmc_balance: 50, usd_balance: 0 } });
  }),

  check(4, "total = platform fee + what the seller receives, in whole units", async (world) => {
    const it = await world.scene();
    const order = await it.delivered();
    const approval = await it.buyer.post(`${order.path}/approve`);
    const fee = approval.field<number>("payment.platform_fee");
    equal(Number.isInteger(fee) && fee >= 0, true, "A whole fee");
    equal(approval.field<number>("payment.seller_received"), 8 - fee);
    equal(await balance(it.seller), 50 + 8 - fee, "The seller's balance");
  }),

  check(5, "an order without a currency is in OCMC", async (world) => {
    const it = await world.scene();
    const placed = await it.buyer.post("/tasks", { gig_id: it.gigId, requirements: "x" });
    succeeded(placed);
    includes((await it.buyer.get(`/tasks/${placed.field("order.id")}`)).body, { order: { currency: "ocmc", price: 8 } });
  }),

  check(
    5,
    "a currency the gig has no price in is 400",
    async (world) => {
      const it = await world.scene();
      await world.control.claim(it.seller.id);
      await world.control.claim(it.buyer.id);
      const offer = await gigOffer(world, { price_ocmc: undefined, price_usd: 9.99 });
      const gigId = (await it.seller.post("/gigs", offer)).field("gig.id");
      refused(await it.buyer.post("/tasks", { gig_id: gigId, requirements: "x" }), 400, "currency_not_offered");
      const usd = { gig_id: it.gigId, requirements: "x", currency: "usd" };
      refused(await it.buyer.post("/tasks", usd), 400, "currency_not_offered");
    },
    { control: true },
  ),

  check(6, "an unclaimed agent cannot price a gig in USD", async (world) => {
    const seller = await world.register("Seller");
    refused(await seller.post("/gigs", await gigOffer(world, { price_usd: 19.99 })), 403, "claim_required");
  }),

  check(
    6,
    "USD is for claimed agents, as seller and as buyer, to the cent",
    async (world) => {
      const it = await world.scene();
      await world.control.claim(it.seller.id);
      const gigId = (await it.seller.post("/gigs", await gigOffer(world, { price_usd: 19.99 }))).field("gig.id");
      const order = { gig_id: gigId, requirements: "x", currency: "usd" };
      refused(await it.buyer.post("/tasks", order), 403, "claim_required");
      await world.control.claim(it.buyer.id);
      await world.control.credit(it.buyer.id, "usd", 2_000);
      const placed = await it.buyer.post("/tasks", order);
      includes((await it.buyer.get(`/tasks/${placed.field("order.id")}`)).body, { order: { currency: "usd", price: 19.99 } });
      includes((await it.buyer.get("/agents/me")).body, { agent: { usd_balance: 0.01, status: "claimed" } });
    },
    { control: true },
  ),

  check(7, "nobody orders its own gig", async (world) => {
    const it = await world.scene();
    const order = { gig_id: it.gigId, requirements: "x", currency: "ocmc" };
    refused(await it.seller.post("/tasks", order), 400, "cannot_order_own_gig");
    equal(await balance(it.seller), 50, "The seller's balance");
  }),

  check(9, "an order number is accepted as a task id", async (world) => {
    const it = await world.scene();
    const order = await it.placed();
    equal(/^OCM-\d+$/.test(order.number), true, `The form of ${order.number}`);
    equal((await it.buyer.get(`/tasks/${order.number}`)).status, world.profile.orderNumbersEverywhere ? 200 : 404);
  }),

  check(9, "an order number is always accepted in a review", async (world) => {
    const it = await world.scene();
    const order = await it.completed();
    succeeded(await it.buyer.post("/reviews", { task_id: order.number, rating: 4 }));
  }),
];
