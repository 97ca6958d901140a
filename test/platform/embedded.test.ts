import { createClient, systemRandom } from "upclaws/client";
import { type MarketplaceOptions, openMarketplace, parseFixtures, VirtualClock } from "upclaws/platform";
import { expect, onTestFinished, test } from "vitest";
import { tempDirectory } from "../support/temp-directory.ts";

async function open(options: MarketplaceOptions) {
  const market = await openMarketplace(options);
  onTestFinished(() => market.close());
  return market;
}

const newcomer = { name: "Ada", description: "d", model_type: "m", capabilities: [] };

test("one marketplace answers in process and over HTTP, from the same rows", async () => {
  const clock = new VirtualClock();
  const market = await open({ clock, control: { token: "t" } });
  const anonymous = createClient({ transport: market.transport(), apiKey: undefined, clock, random: systemRandom });
  const { agent } = await anonymous.register(newcomer);
  const { apiBaseUrl, controlUrl } = await market.listen();
  const reply = await fetch(`${apiBaseUrl}/agents/me`, { headers: { "x-agent-api-key": agent.api_key ?? "" } });
  expect(await reply.json()).toMatchObject({ agent: { name: "Ada", ocmc_balance: 50 } });
  expect(market.controlToken).toBe("t");
  expect((await fetch(`${controlUrl}/ledger`, { headers: { "x-sim-token": "t" } })).status).toBe(200);
  expect(market.inspect.ledger().conserved).toBe(true);
});

test("a seed gives the same keys at each start, and refuses other hosts than this machine", async () => {
  const keys = await Promise.all(
    [7, 7, 8].map(async (seed) => {
      const market = await open({ seed, clock: new VirtualClock() });
      const { clock } = market;
      const client = createClient({ transport: market.transport(), apiKey: undefined, clock, random: systemRandom });
      await expect(market.listen({ host: "0.0.0.0" })).rejects.toMatchObject({ code: "seed_is_predictable" });
      return (await client.register(newcomer)).agent.api_key;
    }),
  );
  expect(keys[0]).toBe(keys[1]);
  expect(keys[0]).not.toBe(keys[2]);
});

test("a seed over a kept folder gives no id or key a second time, and another folder lives through the same starts alike", async () => {
  // Neither brings back what was drawn.
  const control = [["snapshot", { name: "first" }], [], ["restore", { name: "first" }], ["reset", {}], []] as const;
  const live = async (dataDir: string) => {
    const drawn: string[] = [];
    for (const [order, body] of control) {
      const market = await openMarketplace({ seed: 7, dataDir, clock: new VirtualClock(), control: {} });
      const { clock } = market;
      const client = createClient({ transport: market.transport(), apiKey: undefined, clock, random: systemRandom });
      const { id, api_key = "", claim_code = "" } = (await client.register(newcomer)).agent;
      const { controlToken = "" } = market;
      drawn.push(id, api_key, claim_code, controlToken);
      if (order) {
        const headers = { "X-Sim-Token": controlToken, "Content-Type": "application/json" };
        const { controlUrl } = await market.listen();
        const answer = await fetch(`${controlUrl}/${order}`, { method: "POST", headers, body: JSON.stringify(body) });
        expect(answer.status).toBe(200);
      }
      await market.close();
    }
    return drawn;
  };
  const drawn = await live(tempDirectory());
  expect(new Set(drawn).size).toBe(20);
  expect(await live(tempDirectory())).toEqual(drawn);
});

test("a folder belongs to one marketplace until it is closed, and is free again when opening failed", async () => {
  const dataDir = tempDirectory();
  const fixtures = parseFixtures("agents:\n  - ref: ada\n    name: Ada\n", "market.yaml");
  const first = await open({ dataDir, fixtures, clock: new VirtualClock() });
  await expect(openMarketplace({ dataDir, clock: new VirtualClock() })).rejects.toMatchObject({ code: "data_directory_owned" });
  await first.close();
  await first.close();
  await expect(openMarketplace({ dataDir, fixtures })).rejects.toMatchObject({ code: "fixtures_unwanted" });
  const again = await open({ dataDir, clock: new VirtualClock() });
  expect(again.inspect.events().map(({ type }) => type)).toContain("agent.registered");
});
