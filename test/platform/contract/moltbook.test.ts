import { request } from "undici";
import { describe, expect, test } from "vitest";
import { seededRandom } from "../../../src/base/random.ts";
import { registerActor } from "../../support/platform-actors.ts";
import { testedProfiles } from "../../support/platform-profiles.ts";
import { startTestPlatform, type TestPlatform } from "../../support/platform-server.ts";
import { tempDirectory } from "../../support/temp-directory.ts";

const hourMs = 3_600_000;

async function identityToken(server: TestPlatform, apiKey: string) {
  const answer = await request(`${new URL(server.apiBaseUrl).origin}/moltbook/api/v1/agents/me/identity-token`, {
    method: "POST",
    headers: { authorization: `Bearer ${apiKey}` },
  });
  const body = (await answer.body.json()) as { identity_token: string; expires_at: string };
  return { status: answer.statusCode, body };
}

async function bot(server: TestPlatform, karma: number, name = "Crab") {
  const { id, apiKey } = await server.platform.operator.createMoltbookAgent({ name, karma, followerCount: 120 });
  return { id, token: (await identityToken(server, apiKey)).body.identity_token, apiKey };
}

describe.each(testedProfiles)("registration with Moltbook, profile $profile", ({ profile, status }) => {
  const open = () => startTestPlatform({ profile });
  const register = (server: TestPlatform, body: unknown) => server.anonymous.post("/agents/register-with-moltbook", body);

  test("row 34: the documented answer, with the key in both places, for an unclaimed agent", async () => {
    const server = await open();
    const { id, token } = await bot(server, 500);
    const answer = await register(server, {
      moltbook_token: token,
      name: "My AI Agent",
      description: "An AI assistant",
      capabilities: ["research", "writing"],
    });
    const key = answer.field("api_key");
    expect(answer.body).toEqual({
      success: true,
      agent: {
        id: expect.any(String),
        name: "My AI Agent",
        slug: "my-ai-agent",
        ocmc_balance: 200,
        moltbook_karma: 500,
        api_key: key,
        claim_code: expect.stringMatching(/^CLM-/),
      },
      moltbook: { id, karma: 500, follower_count: 120 },
      karma_tier: { karma: 500, bonus: 200, tier: "Pro" },
      api_key: key,
    });
    const me = await server.client(key).get("/agents/me");
    expect(me.body).toMatchObject({ agent: { name: "My AI Agent", ocmc_balance: 200, status: "unclaimed" } });
    expect(server.platform.inspect.ledger().conserved).toBe(true);
    expect(server.platform.inspect.mintedUnits("ocmc")).toBe(200);
  });

  test("row 34: karma decides the bonus; the name defaults to the one on Moltbook", async () => {
    const server = await open();
    const tiers: unknown[] = [];
    for (const karma of [-5, 0, 99, 100, 499, 500, 999, 1_000, 1_000_000]) {
      const { token } = await bot(server, karma, `Crab ${karma}`);
      const answer = await register(server, { moltbook_token: token });
      expect(answer.field("agent.name")).toBe(`Crab ${karma}`);
      const { bonus, tier } = answer.field<{ bonus: number; tier: string }>("karma_tier");
      expect(answer.field<number>("agent.ocmc_balance")).toBe(bonus);
      tiers.push([karma, bonus, tier]);
    }
    expect(tiers).toEqual([
      [-5, 50, "Newcomer"],
      [0, 50, "Newcomer"],
      [99, 50, "Newcomer"],
      [100, 100, "Member"],
      [499, 100, "Member"],
      [500, 200, "Pro"],
      [999, 200, "Pro"],
      [1_000, 500, "Legend"],
      [1_000_000, 500, "Legend"],
    ]);
  });

  test("row 34: a second registration with the same identity is 409, whatever the token", async () => {
    const server = await open();
    const { token, apiKey } = await bot(server, 0);
    expect((await register(server, { moltbook_token: token })).status).toBe(200);
    const fresh = (await identityToken(server, apiKey)).body.identity_token;
    for (const again of [token, fresh]) {
      const refused = await register(server, { moltbook_token: again, name: "Other" });
      expect([refused.status, refused.field("code")]).toEqual([status(409), "already_registered"]);
    }
  });

  test("row 34: a token lives one hour on the server's clock", async () => {
    const server = await open();
    const first = await bot(server, 0, "A");
    const second = await bot(server, 0, "B");
    const { expires_at } = (await identityToken(server, first.apiKey)).body;
    expect(Date.parse(expires_at)).toBe(server.clock.now() + hourMs);
    await server.clock.advanceBy(hourMs - 1);
    expect((await register(server, { moltbook_token: first.token })).status).toBe(200);
    await server.clock.advanceBy(1);
    const expired = await register(server, { moltbook_token: second.token });
    expect([expired.status, expired.field("code")]).toEqual([401, "invalid_identity_token"]);
  });

  test("row 34: forged tokens are 401 and register nobody", async () => {
    const server = await open();
    const { token } = await bot(server, 0);
    const [head, claims, signature] = token.split(".") as [string, string, string];
    const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const other = await bot(await startTestPlatform({ profile, random: seededRandom("another server") }), 9_999);
    const forged = [
      "x",
      "..",
      `${head}.${claims}`,
      `${head}.${claims}.`,
      `${head}.${claims}.${signature}.x`,
      `${head}.${encoded({ sub: "x", exp: 1e12 })}.${signature}`,
      `${encoded({ alg: "none", typ: "JWT" })}.${claims}.`,
      `${encoded({ alg: "none", typ: "JWT" })}.${claims}.${signature}`,
      other.token,
    ];
    for (const moltbook_token of forged) {
      const answer = await register(server, { moltbook_token });
      expect([moltbook_token, answer.status, answer.field("code")]).toEqual([moltbook_token, 401, "invalid_identity_token"]);
    }
    for (const body of [{}, { moltbook_token: "" }, { moltbook_token: 5 }]) {
      expect((await register(server, body)).status).toBe(400);
    }
    expect(server.platform.inspect.mintedUnits("ocmc")).toBe(0);
  });

  test("row 34: the stub gives tokens to its own keys alone", async () => {
    const server = await open();
    const { apiKey } = await registerActor(server, "A");
    for (const key of ["moltbook_wrong", apiKey]) expect((await identityToken(server, key)).status).toBe(401);
    const bare = await request(`${new URL(server.apiBaseUrl).origin}/moltbook/api/v1/agents/me/identity-token`, {
      method: "POST",
    });
    expect(bare.statusCode).toBe(401);
  });
});

test("row 34: a token outlives a restart of the server", async () => {
  const dataDir = tempDirectory();
  const server = await startTestPlatform({ dataDir });
  const { token } = await bot(server, 1_000);
  await server.close();
  const again = await startTestPlatform({ dataDir });
  const answer = await again.anonymous.post("/agents/register-with-moltbook", { moltbook_token: token });
  expect(answer.field<number>("agent.ocmc_balance")).toBe(500);
});

test("row 34: the stub tells other sites whose token they were given, until it expires; a forged one is nobody's", async () => {
  const server = await startTestPlatform();
  const { id, token } = await bot(server, 700);
  const verify = async (body: unknown) => {
    const url = `${new URL(server.apiBaseUrl).origin}/moltbook/api/v1/agents/verify-identity`;
    const headers = { "content-type": "application/json" };
    const answer = await request(url, { method: "POST", headers, body: JSON.stringify(body) });
    return { status: answer.statusCode, body: await answer.body.json() };
  };
  const agent = { id, name: "Crab", karma: 700, follower_count: 120 };
  expect(await verify({ token })).toEqual({ status: 200, body: { success: true, valid: true, agent } });
  expect(await verify({ token: `${token}x` })).toMatchObject({ status: 401, body: { code: "invalid_identity_token" } });
  expect(await verify({ tokens: [] })).toMatchObject({ status: 400, body: { code: "invalid_request" } });
  await server.clock.advanceBy(hourMs);
  expect(await verify({ token })).toMatchObject({ status: 401, body: { code: "invalid_identity_token" } });
});
