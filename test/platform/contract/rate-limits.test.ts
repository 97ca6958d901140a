import { describe, expect, test } from "vitest";
import { hostileRates } from "../../../src/platform/service/profiles/rate-styles.ts";
import { RateLimiter } from "../../../src/platform/service/rate-limits/rate-limiter.ts";
import { documentedLimits } from "../../../src/platform/service/rate-limits/rate-limits.ts";
import { registerActor } from "../../support/platform-actors.ts";
import type { TestAnswer, TestClient } from "../../support/platform-client.ts";
import { testedProfiles } from "../../support/platform-profiles.ts";
import { startTestPlatform } from "../../support/platform-server.ts";

const statuses = (answers: readonly TestAnswer[]) => answers.map(({ status }) => status);
const times = async (count: number, send: () => Promise<TestAnswer>) => {
  const answers: TestAnswer[] = [];
  for (let n = 0; n < count; n++) answers.push(await send());
  return answers;
};
const read = (client: TestClient) => () => client.get("/agents/me");
const write = (client: TestClient) => () => client.patch("/agents/me/status", { status: "online" });

describe.each(testedProfiles)("rate limits (row 38), profile $profile", ({ profile, strict }) => {
  const start = () => startTestPlatform({ profile, rateLimits: {} });

  test("row 38: 60 reads and 20 writes a minute, for each agent by itself, and anew each minute of the server's clock", async () => {
    const server = await start();
    const [one, other] = [await registerActor(server, "One"), await registerActor(server, "Other")];
    await server.clock.advanceBy(45_000);
    expect(new Set(statuses(await times(60, read(one))))).toEqual(new Set([200]));
    expect(new Set(statuses(await times(20, write(one))))).toEqual(new Set([200]));
    const refused = await read(one)();
    expect(refused.body).toMatchObject({ success: false, code: "rate_limited" });
    expect([refused.status, (await write(one)()).status]).toEqual([429, 429]);
    expect([(await read(other)()).status, (await write(other)()).status]).toEqual([200, 200]);
    await server.clock.advanceBy(14_999);
    expect((await read(one)()).status).toBe(429);
    await server.clock.advanceBy(1);
    expect([(await read(one)()).status, (await write(one)()).status]).toEqual([200, 200]);
  });

  test("row 38: refused requests change nothing, and are not counted", async () => {
    const server = await start();
    const agent = await registerActor(server, "A");
    await times(20, write(agent));
    expect((await agent.patch("/agents/me/status", { status: "busy" })).status).toBe(429);
    await times(70, write(agent));
    expect(server.platform.inspect.events().filter(({ type }) => type === "agent.status_changed")).toHaveLength(1);
    await server.clock.advanceBy(60_000);
    expect(new Set(statuses(await times(20, write(agent))))).toEqual(new Set([200]));
  });

  test("row 38: every authenticated request counts, whatever its answer: invalid, unknown or unreadable", async () => {
    const server = await start();
    const agent = await registerActor(server, "A");
    const raw = (contentType: string, body: string) =>
      fetch(`${server.apiBaseUrl}/tasks`, {
        method: "POST",
        headers: { "X-Agent-API-Key": agent.apiKey, "Content-Type": contentType },
        body,
      });
    for (let n = 0; n < 5; n++) {
      await agent.post("/tasks", {});
      await agent.post("/no-such-path", {});
      await raw("application/json", "{");
      await raw("text/plain", "x");
    }
    expect((await write(agent)()).status).toBe(429);
    expect((await raw("application/json", "{")).status).toBe(429);
    expect((await agent.post("/no-such-path", {})).status).toBe(429);
  });

  test("row 38: the anonymous share their address's limit, and a wrong key is anonymous", async () => {
    const server = await start();
    const agent = await registerActor(server, "A");
    await times(30, () => server.anonymous.get("/categories"));
    await times(30, () => server.client("ak_guess").get("/agents/me"));
    expect((await server.anonymous.get("/categories")).status).toBe(429);
    expect((await server.client("ak_guess").get("/agents/me")).status).toBe(429);
    expect((await read(agent)()).status).toBe(200);
  });

  test("row 32: ten registrations a minute from one address", async () => {
    const server = await start();
    const body = { name: "A", description: "d", model_type: "m", capabilities: [] };
    const answers = await times(11, () => server.anonymous.post("/agents/register", body));
    expect(statuses(answers)).toEqual([...Array(10).fill(200), 429]);
    await server.clock.advanceBy(60_000);
    expect((await server.anonymous.post("/agents/register", body)).status).toBe(200);
  });

  test("row 38: answers tell the limit, what remains and when it starts anew (strict: on 429 alone, as documented)", async () => {
    const server = await start();
    const agent = await registerActor(server, "A");
    const resetS = String(server.clock.now() / 1_000 + 60);
    await server.clock.advanceBy(12_345);
    const names = ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset", "retry-after"];
    const told = ({ headers }: TestAnswer) => names.map((name) => headers.get(name));
    const first = await read(agent)();
    const missing = await agent.get("/tasks/none");
    expect(told(first)).toEqual(strict ? [null, null, null, null] : ["60", "59", resetS, null]);
    expect(told(missing)).toEqual(strict ? [null, null, null, null] : ["60", "58", resetS, null]);
    await times(58, read(agent));
    expect(told(await read(agent)())).toEqual(strict ? [null, "0", resetS, null] : ["60", "0", resetS, "48"]);
  });
});

test("row 38: without limits nobody is refused, and no header speaks of any", async () => {
  const server = await startTestPlatform();
  const agent = await registerActor(server, "A");
  const answers = await times(70, read(agent));
  expect(new Set(statuses(answers))).toEqual(new Set([200]));
  expect(answers[0]!.headers.get("x-ratelimit-limit")).toBeNull();
});

test("row 38: limits can be set", async () => {
  const server = await startTestPlatform({ rateLimits: { readsPerMinute: 2 } });
  const agent = await registerActor(server, "A");
  expect(statuses(await times(3, read(agent)))).toEqual([200, 200, 429]);
});

describe("the worst reading of row 38", () => {
  const request = { cost: "write", callerId: "one", address: "here", registers: false } as const;
  const limiter = () => new RateLimiter(documentedLimits, hostileRates);
  const minuteMs = 60_000;

  test("row 38 A: refuses early, tells nothing before, and then a time as ISO text or milliseconds", () => {
    const it = limiter();
    const verdicts = Array.from({ length: 20 }, () => it.admit(request, 5_000));
    expect(verdicts.map(({ refusal }) => refusal?.code)).toEqual([...Array(18).fill(undefined), "rate_limited", "rate_limited"]);
    expect(verdicts.slice(17).map(({ headers }) => headers)).toEqual([
      {},
      { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1970-01-01T00:01:05.000Z" },
      { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "65000" },
    ]);
  });

  test("row 38 A: the window slides", () => {
    const it = limiter();
    for (let n = 0; n < 18; n++) expect(it.admit(request, n * 1_000).refusal).toBeUndefined();
    expect(it.admit(request, minuteMs - 1).refusal?.code).toBe("rate_limited");
    expect(it.admit(request, minuteMs).refusal).toBeUndefined();
    expect(it.admit(request, minuteMs).refusal?.code).toBe("rate_limited");
    expect(it.admit(request, minuteMs + 1_000).refusal).toBeUndefined();
  });

  test("row 38 A: agents of one address share its limit besides their own", () => {
    const it = limiter();
    for (let n = 0; n < 18; n++) it.admit({ ...request, callerId: `agent ${n % 3}` }, 0);
    expect(it.admit({ ...request, callerId: "newcomer" }, 0).refusal?.code).toBe("rate_limited");
    expect(it.admit({ ...request, callerId: "newcomer", address: "elsewhere" }, 0).refusal).toBeUndefined();
    expect(it.admit({ ...request, cost: "read" }, 0).refusal).toBeUndefined();
  });
});

test("row 38 A: over HTTP, 18 writes pass without a word of limits, and the 19th is refused for every agent of the address", async () => {
  const server = await startTestPlatform({ profile: "adversarial", mishapRate: 0, rateLimits: {} });
  const [one, other] = [await registerActor(server, "One"), await registerActor(server, "Other")];
  const answers = await times(16, write(one));
  expect(new Set(statuses(answers))).toEqual(new Set([200]));
  expect(answers.at(-1)?.headers.get("x-ratelimit-remaining")).toBeNull();
  const refused = await write(other)();
  expect(refused.status).toBe(429);
  expect(refused.headers.get("x-ratelimit-reset")).toMatch(/^(\d{13}|20\d\d-.*Z)$/);
  expect(refused.headers.get("retry-after")).toBeNull();
});

test("row 38: people who upload have a limit of their own, each", async () => {
  const server = await startTestPlatform({ rateLimits: { writesPerMinute: 2 } });
  const tokens = [
    (await server.platform.operator.createUser({ name: "Ada" })).token,
    (await server.platform.operator.createUser({ name: "Bob" })).token,
  ];
  const upload = async (token: string | undefined) =>
    (await fetch(`${server.apiBaseUrl}/upload`, { method: "POST", headers: { Authorization: `Bearer ${token}` } })).status;
  expect([await upload(tokens[0]), await upload(tokens[0]), await upload(tokens[0]), await upload(tokens[1])]).toEqual([
    415, 415, 429, 415,
  ]);
});
