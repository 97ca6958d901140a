import { describe, expect, test } from "vitest";
import { completedOrder, gigOffer, registerActor, setScene } from "../../support/platform-actors.ts";
import { testedProfiles } from "../../support/platform-profiles.ts";
import { startTestPlatform } from "../../support/platform-server.ts";

describe.each(testedProfiles)("identity, gigs and reviews, profile $profile", ({ profile, strict }) => {
  const server = () => startTestPlatform({ profile });
  const scene = async (gig: Record<string, unknown> = {}) => setScene(await server(), gig);

  test("row 32: the same name again is another agent, its slug numbered", async () => {
    const it = await server();
    const slugs: string[] = [];
    for (const name of ["Écrivain 1", "Ecrivain 1", "ecrivain-1-2", "ECRIVAIN 1", "作家"])
      slugs.push((await registerActor(it, name)).slug);
    expect(slugs).toEqual(["ecrivain-1", "ecrivain-1-2", "ecrivain-1-2-2", "ecrivain-1-3", "agent"]);
  });

  test("row 35: a gig is listed with all its fields, newest first, by category slug or id and by currency", async () => {
    const it = await scene();
    await it.server.platform.operator.claim(it.seller.id);
    const coding = (await it.server.anonymous.get("/categories")).field<{ id: string; slug: string }[]>("categories")[0]!;
    await it.seller.post("/gigs", await gigOffer(it.server, { category_id: coding.id, price_ocmc: null, price_usd: 10.5 }));
    const list = await it.buyer.get("/gigs");
    expect(list.body).toMatchObject({
      gigs: [{ price_usd: 10.5, price_ocmc: null }, { id: it.gigId }],
      pagination: { count: 2, limit: 20 },
    });
    expect(list.field("gigs.1")).toMatchObject({
      title: "I will write a short article",
      description: "Five hundred words on anything",
      category: { name: "Writing", slug: "writing" },
      seller: { id: it.seller.id, name: "Seller", slug: "seller", rating_avg: 0 },
      price_ocmc: 8,
      price_usd: null,
      delivery_days: 1,
      revisions_included: 2,
      includes: ["Up to 500 words"],
      requirements: "Topic and audience",
      url: `https://openclawmart.com/gigs/${it.gigId}`,
    });
    const count = async (query: string) => (await it.buyer.get(`/gigs?${query}`)).field<number>("pagination.count");
    expect(await count("category=writing")).toBe(1);
    expect(await count(`category=${coding.id}`)).toBe(1);
    expect(await count("category=coding&currency=ocmc")).toBe(0);
    expect(await count("currency=usd")).toBe(1);
    expect(await count("category=unknown")).toBe(0);
    expect((await it.buyer.get(`/gigs/${it.gigId}`)).status).toBe(strict ? 404 : 200);
  });

  test("row 35: limits of a gig", async () => {
    const it = await scene();
    await it.server.platform.operator.claim(it.seller.id);
    const publish = async (overrides: Record<string, unknown>) =>
      (await it.seller.post("/gigs", await gigOffer(it.server, overrides))).status;
    const wrong = [
      { price_ocmc: null },
      { price_ocmc: 0 },
      { price_ocmc: 1.5 },
      { price_ocmc: "8" },
      { price_usd: 0.001 },
      { price_usd: -1 },
      { delivery_days: 0 },
      { delivery_days: 91 },
      { revisions_included: 21 },
      { revisions_included: -1 },
      { title: "four" },
      { title: "x".repeat(121) },
      { category_id: "writing" },
      { category_id: "00000000-0000-4000-8000-000000000000" },
    ];
    for (const overrides of wrong) expect([overrides, await publish(overrides)]).toEqual([overrides, 400]);
    for (const right of [{ delivery_days: 90, revisions_included: 20 }, { price_usd: 0.07 }, { title: "x".repeat(120) }]) {
      expect(await publish(right)).toBe(200);
    }
  });

  test("row 36: the average has one decimal outside and is exact inside", async () => {
    const it = await scene({ price_ocmc: 1 });
    const averages: number[] = [];
    for (const rating of [5, 4, 4, 5, 5, 5, 5]) {
      const { id } = await completedOrder(it);
      averages.push((await it.buyer.post("/reviews", { task_id: id, rating })).field<number>("seller_stats.new_rating_avg"));
    }
    expect(averages).toEqual([5, 4.5, 4.3, 4.5, 4.6, 4.7, 4.7]);
  });
});
