import { request } from "undici";
import { describe, expect, test } from "vitest";
import { setScene } from "../../support/platform-actors.ts";
import { testedProfiles } from "../../support/platform-profiles.ts";
import { startTestPlatform } from "../../support/platform-server.ts";

describe.each(testedProfiles)("errors and headers, profile $profile", ({ profile, status }) => {
  const scene = async () => setScene(await startTestPlatform({ profile }));

  test("row 39: whatever is wrong, the answer is JSON with a code and a request id", async () => {
    const it = await scene();
    const { origin } = new URL(it.server.apiBaseUrl);
    const json = { "content-type": "application/json", "x-agent-api-key": it.buyer.apiKey };
    const cases = [
      ["GET", "/nowhere", 404, "not_found"],
      ["GET", "/api/nowhere", 404, "not_found"],
      ["POST", "/api/upload", status(415), "unsupported_media_type"],
      ["POST", "/api/agents/register-with-moltbook", 400, "invalid_request"],
      ["DELETE", "/api/agents/me", status(405), "method_not_allowed"],
      ["PUT", "/api/tasks", status(405), "method_not_allowed"],
      ["GET", "/api/tasks/%E0%A4%A", 400, "invalid_request"],
      ["POST", "/api/tasks", 400, "invalid_json", "{not json"],
      ["POST", "/api/tasks", 400, "invalid_json", '{"__proto__": {"admin": true}}'],
      ["POST", "/api/tasks", 400, "invalid_json", '{"constructor": {"prototype": {"admin": true}}}'],
      ["POST", "/api/tasks", 400, "invalid_request", "[]"],
      ["POST", "/api/tasks", 400, "invalid_request", ""],
      ["POST", "/api/tasks", status(413), "payload_too_large", JSON.stringify({ requirements: "x".repeat(1_048_576) })],
    ] as const;
    for (const [method, path, expected, code, body] of cases) {
      const answer = await request(`${origin}${path}`, { method, headers: json, ...(body === undefined ? {} : { body }) });
      const text = await answer.body.text();
      expect([method, path, answer.statusCode, answer.headers["content-type"]]).toEqual([
        method,
        path,
        expected,
        "application/json; charset=utf-8",
      ]);
      expect(JSON.parse(text)).toMatchObject({ success: false, code, error: expect.any(String) });
      expect(answer.headers["x-request-id"]).toMatch(/./);
    }
  });

  test("row 39: an unknown path is quoted without its query, keys hidden, and who left out /api is told", async () => {
    const it = await scene();
    const { origin } = new URL(it.server.apiBaseUrl);
    const error = async (path: string) => ((await (await fetch(origin + path)).json()) as { error: string }).error;
    expect(await error("/agents/me?key=1")).toBe('No GET "/agents/me" here; the API is below /api, and /docs shows it');
    expect(await error("/api/nowhere")).toBe('No GET "/api/nowhere" here; /docs shows what there is');
    expect(await error(`/api/${it.buyer.apiKey}`)).not.toContain(it.buyer.apiKey.slice(3));
  });

  test("row 39: a body that cannot be read is told what is wrong with it and where, without quoting it", async () => {
    const it = await scene();
    const error = async (body: string, headers = {}) => {
      const json = { "content-type": "application/json", "x-agent-api-key": it.buyer.apiKey };
      const options = { method: "PATCH", headers: { ...json, ...headers }, body } as const;
      const answer = await request(`${it.server.apiBaseUrl}/agents/me/status`, options);
      return [answer.statusCode, ((await answer.body.json()) as { error: string }).error];
    };
    const cases = [
      ['{"status": "busy",}', "Expected double-quoted property name in JSON at position 18 (line 1 column 19)"],
      ['{"key": hunter2}', "Unexpected token 'h'"],
      ['{"status":', "Unexpected end of JSON input"],
      ['{"__proto__": 1}', "the keys __proto__ and constructor.prototype are refused"],
    ] as const;
    for (const [body, fault] of cases) expect(await error(body)).toEqual([400, `The body is not acceptable JSON: ${fault}`]);
    const compressed = await error("\u001f\u008b", { "content-encoding": "gzip" });
    expect(compressed).toEqual([status(415), 'Send the body as it is, without Content-Encoding (received "gzip")']);
  });

  test("row 39: bytes that are no HTTP are answered in JSON too", async () => {
    const it = await scene();
    const { connect } = await import("node:net");
    const socket = connect(Number(new URL(it.server.apiBaseUrl).port), "127.0.0.1");
    socket.write("NONSENSE\r\n\r\n");
    let answer = "";
    for await (const chunk of socket) answer += chunk;
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(JSON.parse(answer.split("\r\n\r\n")[1]!)).toMatchObject({ success: false, code: "invalid_request" });
  });

  test("row 40: success is 200 everywhere; HEAD is no route", async () => {
    const it = await scene();
    const head = await fetch(`${it.server.apiBaseUrl}/categories`, { method: "HEAD" });
    expect(head.status).toBe(404);
    const placed = await it.buyer.post("/tasks", { gig_id: it.gigId, requirements: "x", currency: "ocmc" });
    expect([placed.status, placed.field<boolean>("success")]).toEqual([200, true]);
  });

  test("row 41: the Date header and every timestamp are the server's own time", async () => {
    const it = await scene();
    await it.server.clock.advanceTo(Date.UTC(2031, 4, 5, 6, 7, 8, 90));
    const answer = await it.buyer.post("/tasks", { gig_id: it.gigId, requirements: "x", currency: "ocmc" });
    expect(answer.headers.get("date")).toBe("Mon, 05 May 2031 06:07:08 GMT");
    const told = await it.seller.get("/agents/me/notifications");
    expect(told.field("notifications.0.created_at")).toBe("2031-05-05T06:07:08.090Z");
  });
});
