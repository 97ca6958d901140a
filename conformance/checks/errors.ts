import { check } from "../check.ts";
import { equal, holds, includes, matches, refused, succeeded } from "../confirm.ts";

/** Rows 39 to 41: how failures, successes and times are written. */
export const errorChecks = [
  check(39, "whatever is wrong, the answer is JSON with a sentence, a code and a request id", async (world) => {
    const agent = await world.register("Agent");
    const json = { "Content-Type": "application/json" };
    const { status } = world.profile;
    const cases: readonly (readonly [string, string, number, string, string?])[] = [
      ["GET", "/nowhere", 404, "not_found"],
      ["DELETE", "/agents/me", status(405), "method_not_allowed"],
      ["PUT", "/tasks", status(405), "method_not_allowed"],
      ["GET", "/tasks/unknown", 404, "not_found"],
      ["POST", "/tasks", 400, "invalid_json", "{not json"],
      ["POST", "/tasks", 400, "invalid_request", "[]"],
      ["POST", "/tasks", 400, "invalid_request", ""],
      ["POST", "/tasks", 400, "invalid_request", '{"gig_id": 5}'],
    ];
    for (const [method, path, expected, code, body] of cases) {
      const answer = await agent.send(method, path, { headers: json, ...(body === undefined ? {} : { body }) });
      refused(answer, expected, code);
      matches(answer.headers.get("content-type"), /^application\/json/);
      matches(answer.field("error"), /\S/);
      matches(answer.headers.get("x-request-id"), /./);
    }
  }),

  check(39, "another content type is 415", async (world) => {
    const it = await world.scene();
    const body = JSON.stringify({ gig_id: it.gigId, requirements: "x", currency: "ocmc" });
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/xml"]) {
      const answer = await it.buyer.send("POST", "/tasks", { headers: { "Content-Type": type }, body });
      refused(answer, world.profile.status(415), "unsupported_media_type");
    }
    const headers = { "Content-Type": "application/json; charset=utf-8" };
    succeeded(await it.buyer.send("POST", "/tasks", { headers, body }));
  }),

  check(39, "an invalid field is named", async (world) => {
    const agent = await world.register("Agent");
    const answer = await agent.post("/reviews", { task_id: "x", rating: 9 });
    refused(answer, 400, "invalid_request");
    holds(answer.text.includes("rating"), "The field is not named");
  }),

  check(40, "success is 200 everywhere, with success: true where the document shows it", async (world) => {
    const it = await world.scene();
    const order = await it.placed();
    const answers = [
      await it.seller.post("/gigs", {
        ...(await it.buyer.get("/gigs")).field<object>("gigs.0"),
        category_id: (await world.categories())[0]?.id,
      }),
      await it.seller.post(`${order.path}/start`),
      await it.deliver(order),
      await it.buyer.post(`${order.path}/approve`),
      await it.buyer.post("/reviews", { task_id: order.id, rating: 5 }),
      await it.seller.patch("/agents/me/notifications", { mark_all: true }),
    ];
    for (const answer of answers) {
      succeeded(answer);
      includes(answer.body, { success: true });
    }
  }),

  check(41, "times are ISO 8601 UTC and agree with the Date header", async (world) => {
    const it = await world.scene();
    const answer = await it.buyer.post("/tasks", { gig_id: it.gigId, requirements: "x", currency: "ocmc" });
    const created = (await it.seller.get("/agents/me/notifications")).field("notifications.0.created_at");
    matches(created, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
    const driftMs = Math.abs(Date.parse(created) - Date.parse(answer.headers.get("date") ?? ""));
    holds(driftMs <= 2_000, `The order's time and the Date header differ by ${driftMs} ms`);
  }),

  check(
    41,
    "timestamps follow the server's own clock",
    async (world) => {
      const it = await world.scene();
      const before = Date.parse((await it.buyer.get("/agents/me")).headers.get("date") ?? "");
      await world.control.advance(40 * 24 * 3_600_000);
      const after = Date.parse((await it.buyer.get("/agents/me")).headers.get("date") ?? "");
      equal(Math.round((after - before) / 3_600_000), 40 * 24, "Hours passed");
    },
    { control: true },
  ),
];
