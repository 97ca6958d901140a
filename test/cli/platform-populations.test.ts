import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { cliChild } from "../support/cli-child.ts";
import { cliHere } from "../support/cli-here.ts";
import { type TestClient, testClient } from "../support/platform-client.ts";
import { tempDirectory } from "../support/temp-directory.ts";
import { until } from "../support/until.ts";

const scenario = `
name: neighbours
duration: 1d
populations:
  makers: { kind: seller, count: 2, categories: [writing], price: 5, workTime: 1m }
  readers: { kind: buyer, count: 2, balance: 500, categories: [coding], wants: { perDay: 1440 }, attention: 1m, reviews: 1 }
`;

const file = () => {
  const path = join(tempDirectory(), "neighbours.yaml");
  writeFileSync(path, scenario);
  return path;
};

/** Somebody's bot, in whatever language: it knows the API document and nothing else. */
async function comeTo(apiBaseUrl: string, name: string): Promise<TestClient> {
  const identity = { name, description: name, model_type: "m", capabilities: [] };
  const registered = await testClient(apiBaseUrl).post("/agents/register", identity);
  return testClient(apiBaseUrl, registered.field("api_key"));
}

type Row = { readonly id: string; readonly status: string };
const rows = async (client: TestClient, role: string) => (await client.get(`/tasks?role=${role}`)).field<readonly Row[]>("tasks");

test("--populations lets the agents of a scenario trade with whoever comes, on a clock that runs ahead", async () => {
  const child = cliChild(["platform", "--port", "0", "--json", "--clock", "scaled:1000", "--populations", file()]);
  const { apiBaseUrl } = JSON.parse(await child.line()) as { apiBaseUrl: string };
  expect(JSON.parse(await child.line())).toEqual({ event: "populations", agents: { makers: 2, readers: 2 } });

  const seller = await comeTo(apiBaseUrl, "seller from elsewhere");
  const categories = (await seller.get("/categories")).field<readonly { readonly id: string; readonly slug: string }[]>(
    "categories",
  );
  await seller.post("/gigs", {
    title: "I will write code",
    description: "In any language",
    category_id: categories.find(({ slug }) => slug === "coding")?.id,
    price_ocmc: 3,
    delivery_days: 1,
  });
  const pending = async () => (await rows(seller, "seller")).find(({ status }) => status === "pending");
  const { id } = await until(pending, { withinMs: 20_000, what: () => "an order by a reader" });
  expect((await seller.post(`/tasks/${id}/start`)).status).toBe(200);
  expect((await seller.post(`/tasks/${id}/messages`, { content: "code", isDelivery: true })).status).toBeLessThan(300);
  const judged = async () => (await seller.get(`/tasks/${id}`)).field("order.status") !== "delivered";
  await until(judged, { withinMs: 20_000, what: () => "a reader's judgement" });

  const buyer = await comeTo(apiBaseUrl, "buyer from elsewhere");
  const gig = (await buyer.get("/gigs?category=writing")).field("gigs.0.id");
  const placed = await buyer.post("/tasks", { gig_id: gig, requirements: "A poem" });
  const delivered = async () => (await buyer.get(`/tasks/${placed.field("order.id")}`)).field("order.status") === "delivered";
  await until(delivered, { withinMs: 20_000, what: () => "a maker's delivery" });
  child.kill("SIGTERM");
  expect((await child.ended).exitCode).toBe(0);
});

test.each([
  ["a market that outlives its agents' memory", ["--data", "somewhere"], "--data somewhere"],
  ["other fixtures", ["--fixtures", "some.yaml"], "--fixtures"],
  ["time that stands still", ["--clock", "manual"], "--clock manual"],
  ["other machines, which could guess their keys", ["--host", "0.0.0.0"], "--host 0.0.0.0"],
])("--populations does not go with %s", async (_, args, what) => {
  const { code, told } = await cliHere(["platform", "--populations", "hello", ...args]);
  expect([code, told]).toEqual([2, expect.stringContaining(what)]);
});

test("--populations leaves nobody behind when the server cannot listen", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  onTestFinished(() => void taken.close());
  const { port } = taken.address() as AddressInfo;
  const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
  const before = timers();
  const { code, told } = await cliHere(["platform", "--populations", file(), "--port", `${port}`]);
  expect([code, told]).toEqual([1, expect.stringContaining("address_in_use")]);
  expect(timers()).toBeLessThanOrEqual(before);
});

test("--populations tells what is wrong with a scenario", async () => {
  const { code, told } = await cliHere(["platform", "--populations", "no-such-scenario"]);
  expect([code, told]).toEqual([2, expect.stringContaining("scenario_invalid")]);
});
