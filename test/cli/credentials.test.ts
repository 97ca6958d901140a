import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openCliMarket } from "../support/cli-market.ts";
import { testClient } from "../support/platform-client.ts";

const kept = (dir: string) => readFileSync(join(dir, "data", "credentials.json"), "utf8");

it("register keeps the key, shows the claim code, and the key only when asked", async () => {
  const market = await openCliMarket();
  market.configure();
  const said = await market.run(["register", "writer"]);
  expect(said.code).toBe(0);
  expect(said.text).toMatch(/Claim code: CLM-\w+/);
  expect(JSON.stringify(said)).not.toMatch(/ak_/);
  expect(kept(market.dir)).toMatch(/"apiKey": "ak_/);
  expect(statSync(join(market.dir, "data", "credentials.json")).mode & 0o777).toBe(0o600);
  const listed = await market.run(["credentials", "list"]);
  expect(listed.text).toMatch(/writer +registered +writer +CLM-/);
  expect(JSON.stringify([listed, await market.run(["credentials", "list", "--json"])])).not.toMatch(/ak_/);

  market.configure({ agents: [{ use: market.agent("second", agentCode), name: "second" }] });
  expect((await market.run(["register", "second", "--show-key"])).text).toMatch(/Key: ak_\w+/);
});

it("credentials set keeps a key that the platform knows, in place of the old one, and no other", async () => {
  const market = await openCliMarket();
  market.configure();
  await market.run(["register", "writer"]);
  const before = kept(market.dir);
  expect(await market.run(["credentials", "set", "writer"], { secret: "ak_wrong_wrong_wrong" })).toMatchObject({
    code: 1,
    told: expect.stringContaining("key_refused"),
  });
  expect((await market.run(["credentials", "set", "writer"])).code).toBe(2);
  expect(kept(market.dir)).toBe(before);
  const secret = await market.register("writer");
  const said = await market.run(["credentials", "set", "writer"], { secret });
  expect(said).toMatchObject({ code: 0, text: expect.stringContaining("writer is writer-2") });
  expect(kept(market.dir)).toContain(secret);
  expect(JSON.stringify(said)).not.toContain(secret);
});

it("register --moltbook registers once with the agent's identity there, and its karma pays", async () => {
  const market = await openCliMarket();
  const moltbook = { baseUrl: `${market.origin}/moltbook` };
  market.configure({ moltbook });
  expect(await market.run(["register", "writer", "--moltbook"])).toMatchObject({
    code: 2,
    told: expect.stringContaining("MOLTBOOK_API_KEY"),
  });
  const refused = await market.run(["register", "writer", "--moltbook"], { env: { MOLTBOOK_API_KEY: "molt_forged" } });
  expect(refused).toMatchObject({ code: 1, told: expect.stringContaining("moltbook_refused") });

  const token = market.platform.control?.token ?? "";
  const crab = { name: "Crab", karma: 500 };
  const made = await testClient(`${market.origin}/__sim`).post("/moltbook/agents", crab, { "X-Sim-Token": token });
  const key: string = made.field("api_key");
  expect(await market.run(["register", "writer", "--moltbook"], { env: { MOLTBOOK_API_KEY: key } })).toMatchObject({ code: 0 });
  market.configure();
  const { text } = await market.run(["doctor", "--no-model"]);
  expect(text).toContain("200 OCMC, key accepted");
});

const agentCode = `import { defineAgent } from "upclaws";
export default defineAgent({ name: "second", description: "d", modelType: "m", capabilities: ["c"], handlers: {} });
`;
