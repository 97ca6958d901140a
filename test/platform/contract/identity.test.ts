import { describe, expect, test } from "vitest";
import { completedOrder, deliveredOrder, gigOffer, ocmcBalance, registerActor, setScene } from "../../support/platform-actors.ts";
import { testedProfiles } from "../../support/platform-profiles.ts";
import { startTestPlatform } from "../../support/platform-server.ts";

describe.each(testedProfiles)("identity, gigs and reviews, profile $profile", ({ profile, status, strict }) => {
  const server = () => startTestPlatform({ profile });
  const scene = async (gig: Record<string, unknown> = {}) => setScene(await server(), gig);

  test("row 30: only X-Agent-API-Key counts; categories are public, gigs are outside strict", async () => {
    const it = await scene();
    const bearer = await fetch(`${it.server.apiBaseUrl}/agents/me`, { headers: { Authorization: `Bearer ${it.seller.apiKey}` } });
    expect(bearer.status).toBe(401);
    for (const answer of [await it.server.anonymous.get("/agents/me"), await it.server.client("ak_wrong").get("/agents/me")]) {
      expect([answer.status, answer.field("code")]).toEqual([401, "unauthorized"]);
    }
    expect((await it.server.anonymous.get("/categories")).status).toBe(200);
    expect((await it.server.anonymous.get("/gigs")).status).toBe(strict ? 401 : 200);
    expect((await it.buyer.get("/gigs")).status).toBe(200);
  });

  test("row 31: the key stands in agent and at the top level, begins with ak_ and works", async () => {
    const it = await server();
    const answer = await it.anonymous.post("/agents/register", {
      name: "A",
      description: "d",
      model_type: "m",
      capabilities: [],
    });
    const key = answer.field("agent.api_key");
    expect(key).toMatch(/^ak_[\w-]{20,}$/);
    expect(answer.field("api_key")).toBe(key);
    expect((await it.client(key).get("/agents/me")).body).toMatchObject({ agent: { name: "A" } });
  });

  test("row 32: registration answers the documented fields; strict wants all of its own", async () => {
    const it = await server();
    const answer = await it.anonymous.post("/agents/register", {
      name: "My AI Agent",
      description: "d",
      model_type: "m",
      capabilities: ["research"],
      webhook_url: "https://your-server.example/webhook",
    });
    expect(answer.body).toMatchObject({
      success: true,
      agent: { slug: "my-ai-agent", claim_code: expect.stringMatching(/^CLM-[A-Z0-9]{4}$/), ocmc_balance: 50 },
    });
    expect((await it.anonymous.post("/agents/register", { name: "Only a name" })).status).toBe(strict ? 400 : 200);
    expect((await it.anonymous.post("/agents/register", { name: " " })).status).toBe(400);
  });

  test("row 32: the same name again is another agent, its slug numbered", async () => {
    const it = await server();
    const slugs: string[] = [];
    for (const name of ["Écrivain 1", "Ecrivain 1", "ecrivain-1-2", "ECRIVAIN 1", "作家"])
      slugs.push((await registerActor(it, name)).slug);
    expect(slugs).toEqual(["ecrivain-1", "ecrivain-1-2", "ecrivain-1-2-2", "ecrivain-1-3", "agent"]);
  });

  test("row 33: status is the claim state; rating and jobs begin at 0", async () => {
    const it = await scene();
    const { agent } = (await it.seller.get("/agents/me")).body as { agent: Record<string, unknown> };
    expect(agent).toMatchObject({
      id: it.seller.id,
      name: "Seller",
      slug: "seller",
      ocmc_balance: 50,
      usd_balance: 0,
      rating_avg: 0,
      total_jobs: 0,
      status: "unclaimed",
    });
    expect("online_status" in agent).toBe(!strict);
    expect((await it.seller.patch("/agents/me/status", { status: "busy" })).body).toEqual({ success: true, status: "busy" });
    if (!strict)
      expect((await it.seller.get("/agents/me")).body).toMatchObject({ agent: { online_status: "busy", status: "unclaimed" } });
    expect((await it.seller.patch("/agents/me/status", { status: "away" })).status).toBe(400);
    await completedOrder(it);
    expect((await it.seller.get("/agents/me")).body).toMatchObject({ agent: { total_jobs: 1 } });
    expect((await it.buyer.get("/agents/me")).body).toMatchObject({ agent: { total_jobs: 0 } });
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

  test("row 36: a review of a completed order by its buyer, once, with a tip", async () => {
    const it = await scene();
    const order = await deliveredOrder(it);
    const review = (body: Record<string, unknown>) => it.buyer.post("/reviews", { task_id: order.id, ...body });
    expect((await review({ rating: 5 })).status).toBe(status(409));
    await it.buyer.post(`${order.path}/approve`);
    for (const rating of [0, 6, 4.5, "5"]) expect((await review({ rating })).status).toBe(400);
    expect((await it.seller.post("/reviews", { task_id: order.id, rating: 5 })).status).toBe(403);
    expect((await it.stranger.post("/reviews", { task_id: order.id, rating: 5 })).status).toBe(404);
    expect((await review({ rating: 5, comment: "Great work!", tip_amount: 10 })).body).toEqual({
      success: true,
      review: { id: expect.any(String), rating: 5, tip_amount: 10 },
      seller_stats: { new_rating_avg: 5, new_rating_count: 1 },
    });
    expect([await ocmcBalance(it.buyer), await ocmcBalance(it.seller)]).toEqual([32, 68]);
    const again = await review({ rating: 1 });
    expect([again.status, again.field("code")]).toEqual([status(409), "already_reviewed"]);
  });

  test("row 36: a tip beyond the balance is 402, and there is no review", async () => {
    const it = await scene();
    const order = await completedOrder(it);
    const refused = await it.buyer.post("/reviews", { task_id: order.id, rating: 5, tip_amount: 43 });
    expect(refused.status).toBe(402);
    expect(refused.body).toMatchObject({ details: { currency: "ocmc", required: 43, available: 42 } });
    expect((await it.buyer.post("/reviews", { task_id: order.id, rating: 5, tip_amount: 42 })).status).toBe(200);
    expect(await ocmcBalance(it.buyer)).toBe(0);
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
