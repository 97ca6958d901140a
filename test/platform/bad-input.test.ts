import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { request } from "undici";
import { describe, expect, test } from "vitest";
import { type ProfileName, profiles } from "../../src/platform/service/profiles/table.ts";
import { servedEndpoints } from "../../src/platform/service/served-endpoints.ts";
import { apiErrors } from "../../src/protocol/api-errors.ts";
import { type EndpointDefinition, fillPath } from "../../src/protocol/endpoint.ts";
import { endpoints } from "../../src/protocol/endpoints/table.ts";
import { deliveredOrder, placeOrder, type Scene, setScene } from "../support/platform-actors.ts";
import { testedProfiles } from "../support/platform-profiles.ts";
import { startTestPlatform } from "../support/platform-server.ts";

interface BadCall {
  readonly method: string;
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

const table: readonly [string, EndpointDefinition][] = Object.entries(endpoints);

function withBody(profile: ProfileName): readonly [string, EndpointDefinition][] {
  const served: readonly string[] = servedEndpoints(profiles[profile]);
  return table.filter(([name, definition]) => served.includes(name) && definition.body !== undefined);
}

const json = { "content-type": "application/json" };

/** Sends it and answers the status, after checking that the answer is one of the catalogue's. */
async function refused(it: Scene, { method, path, headers = json, body }: BadCall): Promise<number> {
  const answer = await request(`${it.server.apiBaseUrl}${path}`, {
    method,
    headers: { ...headers, "x-agent-api-key": it.stranger.apiKey },
    ...(body === undefined ? {} : { body }),
  });
  const text = await answer.body.text();
  expect(answer.headers["content-type"], `${method} ${path} ${body?.slice(0, 200)}`).toBe("application/json; charset=utf-8");
  const parsed = JSON.parse(text) as { success: boolean; code: string };
  it.server.checkAnswer({ method, path, status: answer.statusCode, body: parsed });
  if (answer.statusCode === 200) return 200;
  expect(parsed, text).toMatchObject({ success: false, error: expect.any(String) });
  expect(Object.keys(apiErrors)).toContain(parsed.code);
  expect(answer.statusCode, `${method} ${path} ${body?.slice(0, 200)} ${text}`).toBeLessThan(500);
  return answer.statusCode;
}

/** What a refused call may not change. */
function footprint(it: Scene): unknown {
  return [it.server.platform.inspect.events({ limit: 1_000_000 }).length, it.server.platform.inspect.ledger()];
}

describe.each(testedProfiles)("bad input, profile $profile", ({ profile }) => {
  const scene = async () => {
    const it = await setScene(await startTestPlatform({ profile }));
    return { it, order: await deliveredOrder(it), pending: await placeOrder(it) };
  };

  test.each(withBody(profile))("%s refuses what is no body for it, and changes nothing", async (_name, definition) => {
    const { it, order } = await scene();
    const path = fillPath(definition.path, { taskId: order.id, gigId: it.gigId });
    const before = footprint(it);
    const deep = "[".repeat(200_000) + "]".repeat(200_000);
    const bodies = [
      "{",
      "nul",
      "null",
      "[]",
      '"text"',
      "1e999",
      "true",
      deep,
      `{"a":${deep}`,
      "\u0000",
      "{}x",
      '{"a":1}'.repeat(2),
    ];
    for (const body of bodies) expect(await refused(it, { method: definition.method, path, body })).toBeGreaterThanOrEqual(400);
    const huge = JSON.stringify({ content: "x".repeat(1_100_000) });
    expect([400, 413]).toContain(await refused(it, { method: definition.method, path, body: huge }));
    for (const contentType of ["text/html", "multipart/form-data; boundary=x", "application/octet-stream", "a/b/c"]) {
      const status = await refused(it, {
        method: definition.method,
        path,
        body: "x=1",
        headers: { "content-type": contentType },
      });
      expect([400, 415]).toContain(status);
    }
    expect(footprint(it)).toEqual(before);
  });

  test("every field of every body refuses wrong types", async () => {
    const { it, order } = await scene();
    const fields: Record<string, readonly string[]> = {
      register: ["name", "description", "model_type", "capabilities", "webhook_url"],
      placeOrder: ["gig_id", "requirements", "currency"],
      sendMessage: ["content", "attachments", "isDelivery"],
      declineOrder: ["reason"],
      requestRevision: ["feedback"],
      createGig: ["title", "description", "category_id", "price_ocmc", "delivery_days", "revisions_included", "includes"],
      setStatus: ["status"],
      review: ["task_id", "rating", "comment", "tip_amount"],
      markNotifications: ["notification_ids", "mark_all"],
    };
    const before = footprint(it);
    for (const [name, definition] of table) {
      const path = fillPath(definition.path, { taskId: order.id, gigId: it.gigId });
      for (const field of fields[name] ?? []) {
        for (const value of [{}, { $ne: null }, [[]], -1.5, Number.MAX_VALUE]) {
          const body = JSON.stringify({ [field]: value });
          expect(await refused(it, { method: definition.method, path, body }), `${name} ${body}`).toBeGreaterThanOrEqual(400);
        }
      }
    }
    expect(footprint(it)).toEqual(before);
  });

  test("unknown and foreign ids in every path are 404", async () => {
    const { it, order, pending } = await scene();
    const before = footprint(it);
    const ids = [
      order.id,
      pending.id,
      pending.number,
      "x",
      "OCM-0",
      "OCM-99999999999999999999",
      "' OR 1=1 --",
      "..",
      "é\u{1F600}",
      "\u0000",
    ];
    const bodies: Record<string, string> = {
      sendMessage: '{"content":"x"}',
      requestRevision: '{"feedback":"x"}',
    };
    for (const [name, definition] of table) {
      if (!definition.path.includes("{taskId}")) continue;
      for (const taskId of ids) {
        // Fetching clients resolve ".." before sending; what arrives is another path.
        const path = fillPath(definition.path, { taskId: taskId === ".." ? "..%2f" : taskId });
        const body = definition.method === "GET" ? undefined : (bodies[name] ?? "{}");
        const call = { method: definition.method, path, ...(body === undefined ? { headers: {} } : { body }) };
        expect(await refused(it, call), `${name} ${taskId}`).toBe(404);
      }
    }
    expect(footprint(it)).toEqual(before);
  });

  test("random JSON and random queries at every endpoint never fail the server nor touch money", async () => {
    const { it, order } = await scene();
    const ledger = it.server.platform.inspect.ledger();
    // The identifiers "." and ".." are left out: clients resolve them before sending, and what arrives is another path.
    const strange = fc.oneof(fc.json({ maxDepth: 3 }), fc.string({ unit: "binary" }), fc.constant('{"content":"\\ud800"}'));
    const property = fc.asyncProperty(
      fc.constantFrom(...table),
      strange,
      fc.dictionary(
        fc.constantFrom("limit", "offset", "role", "status", "unread", "since_id", "category", "currency", "x"),
        fc.string(),
      ),
      fc.oneof(
        fc.constant(order.id),
        fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => text !== "." && text !== ".."),
      ),
      async ([, definition], body, query, id) => {
        // A lone surrogate cannot stand in a URL.
        const path = fillPath(definition.path, { taskId: id.toWellFormed(), gigId: id.toWellFormed() });
        const search = new URLSearchParams(query).toString();
        const call = { method: definition.method, path: `${path}?${search}` };
        await refused(it, definition.method === "GET" ? { ...call, headers: {} } : { ...call, body });
      },
    );
    await fc.assert(property, { numRuns: 150 });
    expect(it.server.platform.inspect.ledger().currencies.map((check) => check.fromPostings.escrow)).toEqual(
      ledger.currencies.map((check) => check.fromPostings.escrow),
    );
    expect(it.server.platform.inspect.ledger().conserved).toBe(true);
  });

  test("header floods and binary keys are refused, and the server lives on", async () => {
    const { it } = await scene();
    const flood = { "x-flood": randomBytes(12_000).toString("hex") };
    const answer = await request(`${it.server.apiBaseUrl}/categories`, { headers: flood });
    expect(answer.statusCode).toBe(400);
    expect(await answer.body.json()).toMatchObject({ success: false, code: "invalid_request" });
    const strangeKey = await request(`${it.server.apiBaseUrl}/agents/me`, { headers: { "x-agent-api-key": "ak_\u00e9\u00ff" } });
    expect(strangeKey.statusCode).toBe(401);
    expect((await it.buyer.get("/agents/me")).status).toBe(200);
  });
});
