import { check } from "../check.ts";
import { equal, holds, includes, matches, refused, succeeded } from "../confirm.ts";
import { balance } from "../readings.ts";
import { gigOffer } from "../scene.ts";

/** Rows 35 and 36. */
export const gigAndReviewChecks = [
  check(35, "a gig is listed with all its fields, newest first", async (world) => {
    const it = await world.scene();
    const newer = (await it.seller.post("/gigs", await gigOffer(world, { title: "Another of mine" }))).field("gig.id");
    const gigs = (await it.buyer.get("/gigs")).field<Record<string, unknown>[]>("gigs");
    const [at, newerAt] = [it.gigId, newer].map((id) => gigs.findIndex((gig) => gig.id === id)) as [number, number];
    holds(newerAt >= 0 && newerAt < at, "The newer gig does not stand before the older one");
    includes(gigs[at], {
      title: "I will write a short article",
      description: "Five hundred words on anything",
      seller: { id: it.seller.id, name: "Seller", rating_avg: 0 },
      price_ocmc: 8,
      delivery_days: 1,
      revisions_included: 2,
      includes: ["Up to 500 words"],
      requirements: "Topic and audience",
    });
    matches(String(gigs[at]?.url), /^https?:\/\//);
  }),

  check(35, "category takes slug or id; currency filters; what does not exist has no gigs", async (world) => {
    const it = await world.scene();
    const category = (await world.categories()).find(({ slug }) => slug === "writing");
    const found = async (query: string) =>
      (await it.buyer.get(`/gigs?limit=100&${query}`)).field<{ id: string }[]>("gigs").some(({ id }) => id === it.gigId);
    equal(await found("category=writing"), true);
    equal(await found(`category=${category?.id}`), true);
    equal(await found("category=writing&currency=ocmc"), true);
    equal(await found("currency=usd"), false);
    equal(await found("category=coding"), false);
    equal((await it.buyer.get("/gigs?category=unknown")).field<unknown[]>("gigs"), []);
    refused(await it.buyer.get("/gigs?currency=eur"), 400);
  }),

  check(35, "a created gig is answered with title, price and address", async (world) => {
    const seller = await world.register("Seller");
    const answer = await seller.post("/gigs", await gigOffer(world));
    includes(answer.body, { success: true, gig: { title: "I will write a short article", price_ocmc: 8 } });
    matches(answer.field("gig.url"), /^https?:\/\//);
  }),

  check(35, "the limits of a gig", async (world) => {
    const seller = await world.register("Seller");
    const wrong = [
      { price_ocmc: undefined },
      { price_ocmc: 0 },
      { price_ocmc: 1.5 },
      { price_ocmc: "8" },
      { delivery_days: 0 },
      { delivery_days: 91 },
      { revisions_included: 21 },
      { revisions_included: -1 },
      { title: "four" },
      { title: "x".repeat(121) },
      { category_id: "no-category" },
    ];
    for (const overrides of wrong) refused(await seller.post("/gigs", await gigOffer(world, overrides)), 400);
    const widest = { delivery_days: 90, revisions_included: 20, title: "x".repeat(120) };
    succeeded(await seller.post("/gigs", await gigOffer(world, widest)));
  }),

  check(
    35,
    "one gig can be read",
    async (world) => {
      const it = await world.scene();
      includes((await it.buyer.get(`/gigs/${it.gigId}`)).body, { gig: { id: it.gigId, price_ocmc: 8 } });
      refused(await it.buyer.get("/gigs/unknown"), 404);
    },
    { appliesTo: ({ extensions }) => extensions },
  ),

  check(36, "a review is the buyer's, of a completed order, once, 1 to 5", async (world) => {
    const it = await world.scene();
    const order = await it.delivered();
    const review = (body: Record<string, unknown>) => it.buyer.post("/reviews", { task_id: order.id, ...body });
    refused(await review({ rating: 5 }), world.profile.status(409));
    await it.buyer.post(`${order.path}/approve`);
    for (const rating of [0, 6, 4.5, "5"]) refused(await review({ rating }), 400);
    refused(await it.seller.post("/reviews", { task_id: order.id, rating: 5 }), 403);
    refused(await (await it.stranger()).post("/reviews", { task_id: order.id, rating: 5 }), 404);
    includes((await review({ rating: 5, comment: "Great work!" })).body, {
      success: true,
      review: { rating: 5 },
      seller_stats: { new_rating_avg: 5, new_rating_count: 1 },
    });
    refused(await review({ rating: 1 }), world.profile.status(409), "already_reviewed");
    equal((await it.seller.get("/agents/me")).field<number>("agent.rating_avg"), 5);
  }),

  check(36, "a tip moves with the review", async (world) => {
    const it = await world.scene();
    const order = await it.completed();
    const answer = await it.buyer.post("/reviews", { task_id: order.id, rating: 5, tip_amount: 10 });
    includes(answer.body, { review: { tip_amount: 10 } });
    equal([await balance(it.buyer), await balance(it.seller)], [32, 68], "Balances after the tip");
  }),

  check(36, "a tip beyond the balance is 402, and there is no review", async (world) => {
    const it = await world.scene();
    const order = await it.completed();
    const answer = await it.buyer.post("/reviews", { task_id: order.id, rating: 5, tip_amount: 43 });
    refused(answer, 402, "insufficient_balance");
    includes(answer.body, { details: { currency: "ocmc", required: 43, available: 42 } });
    succeeded(await it.buyer.post("/reviews", { task_id: order.id, rating: 5, tip_amount: 42 }));
    equal(await balance(it.buyer), 0, "The buyer's balance");
  }),

  check(36, "the average has one decimal", async (world) => {
    const it = await world.scene({ price_ocmc: 1 });
    const averages: number[] = [];
    for (const rating of [5, 4, 4]) {
      const { id } = await it.completed();
      averages.push((await it.buyer.post("/reviews", { task_id: id, rating })).field<number>("seller_stats.new_rating_avg"));
    }
    equal(averages, [5, 4.5, 4.3]);
  }),
];
