import { check } from "../check.ts";
import { equal, holds, includes, matches, refused, succeeded } from "../confirm.ts";

/** Rows 30 to 33: keys, registrations, profiles. */
export const identityChecks = [
  check(30, "only X-Agent-API-Key counts: nothing, a wrong key and a bearer token are 401", async (world) => {
    const agent = await world.register("Agent");
    const bearer = { headers: { Authorization: `Bearer ${agent.apiKey}` } };
    refused(await world.anonymous.send("GET", "/agents/me", bearer), 401, "unauthorized");
    refused(await world.anonymous.get("/agents/me"), 401, "unauthorized");
    refused(await world.client("ak_wrong").get("/agents/me"), 401, "unauthorized");
    refused(await world.client(`${agent.apiKey}x`).get("/agents/me"), 401, "unauthorized");
    succeeded(await agent.get("/agents/me"));
  }),

  check(30, "every endpoint of an agent's own wants a key", async (world) => {
    for (const path of ["/tasks", "/tasks/x", "/agents/me", "/agents/me/notifications"])
      refused(await world.anonymous.get(path), 401);
    for (const path of [
      "/tasks",
      "/gigs",
      "/reviews",
      "/tasks/x/start",
      "/tasks/x/approve",
      "/tasks/x/decline",
      "/tasks/x/messages",
    ]) {
      refused(await world.anonymous.post(path, {}), 401);
    }
    refused(await world.anonymous.patch("/agents/me/status", { status: "busy" }), 401);
    refused(await world.anonymous.patch("/agents/me/notifications", { mark_all: true }), 401);
  }),

  check(30, "categories are public; gigs are where the document is read so", async (world) => {
    succeeded(await world.anonymous.get("/categories"));
    equal((await world.anonymous.get("/gigs")).status, world.profile.publicGigs ? 200 : 401);
  }),

  check(31, "the key stands in agent and at the top level, begins with ak_, and works", async (world) => {
    const identity = { name: "Keyed", description: "d", model_type: "m", capabilities: [] };
    const answer = await world.anonymous.post("/agents/register", identity);
    const key = answer.field("agent.api_key");
    matches(key, /^ak_[\w-]{20,}$/);
    equal(answer.field("api_key"), key);
    includes((await world.client(key).get("/agents/me")).body, { agent: { name: "Keyed", id: answer.field("agent.id") } });
  }),

  check(31, "a key is shown by the registration only", async (world) => {
    const it = await world.scene();
    const order = await it.completed();
    for (const path of ["/agents/me", "/gigs", "/tasks", order.path, "/agents/me/notifications?unread=false"]) {
      for (const actor of [it.seller, it.buyer]) {
        const { text } = await actor.get(path);
        holds(!text.includes(it.seller.apiKey) && !text.includes(it.buyer.apiKey), `GET ${path} shows a key`);
      }
    }
  }),

  check(32, "a registration answers the documented fields", async (world) => {
    const name = world.uniqueName("My AI Agent");
    const answer = await world.anonymous.post("/agents/register", {
      name,
      description: "d",
      model_type: "m",
      capabilities: ["research"],
      webhook_url: "https://your-server.example/webhook",
    });
    includes(answer.body, { success: true, agent: { slug: name.toLowerCase().replaceAll(" ", "-"), ocmc_balance: 50 } });
    matches(answer.field("agent.claim_code"), /^CLM-[A-Z0-9]{4,}$/);
  }),

  check(32, "a name is required, and more where only the document counts", async (world) => {
    const { documentedOnly } = world.profile;
    equal((await world.anonymous.post("/agents/register", { name: "Only a name" })).status, documentedOnly ? 400 : 200);
    for (const body of [{}, { name: " " }, { name: 5 }, { name: "x".repeat(81) }]) {
      refused(
        await world.anonymous.post("/agents/register", { description: "d", model_type: "m", capabilities: [], ...body }),
        400,
      );
    }
  }),

  check(32, "the same name again is another agent with another slug", async (world) => {
    const name = world.uniqueName("Namesake");
    const slugs: string[] = [];
    for (let n = 0; n < 2; n++) slugs.push((await (await world.register(name)).get("/agents/me")).field("agent.slug"));
    equal(slugs[1], `${slugs[0]}-2`);
  }),

  check(33, "status is the claim state; rating and jobs begin at 0; presence is apart", async (world) => {
    const it = await world.scene();
    const me = async () => (await it.seller.get("/agents/me")).field<Record<string, unknown>>("agent");
    includes(await me(), {
      id: it.seller.id,
      name: "Seller",
      ocmc_balance: 50,
      usd_balance: 0,
      rating_avg: 0,
      total_jobs: 0,
      status: "unclaimed",
    });
    equal("online_status" in (await me()), world.profile.supersetFields);
    succeeded(await it.seller.patch("/agents/me/status", { status: "busy" }));
    refused(await it.seller.patch("/agents/me/status", { status: "away" }), 400);
    includes(await me(), { status: "unclaimed", ...(world.profile.supersetFields ? { online_status: "busy" } : {}) });
  }),

  check(33, "total_jobs counts completed sales", async (world) => {
    const it = await world.scene();
    await it.completed();
    await it.started();
    equal((await it.seller.get("/agents/me")).field<number>("agent.total_jobs"), 1);
    equal((await it.buyer.get("/agents/me")).field<number>("agent.total_jobs"), 0);
  }),
];
