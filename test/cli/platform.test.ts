import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { type CliChild, cliChild } from "../support/cli-child.ts";
import { testClient } from "../support/platform-client.ts";
import { controlClient } from "../support/platform-control.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "upclaws-cli-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

interface Listening {
  readonly url: string;
  readonly apiBaseUrl: string;
  readonly controlUrl: string;
  readonly controlToken: string;
}

const start = (...args: string[]) => cliChild(["platform", "--port", "0", ...args]);
const listening = async (child: CliChild) => JSON.parse(await child.line()) as Listening;
const file = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

test("the first line is the address, and SIGTERM ends it with 0", async () => {
  const child = start("--json");
  const first = await listening(child);
  expect(Object.keys(first)).toEqual(["event", "url", "apiBaseUrl"]);
  const answer = await testClient(first.apiBaseUrl).get("/categories");
  expect([answer.status, answer.headers.get("x-ratelimit-limit")]).toEqual([200, "60"]);
  expect((await fetch(`${first.url}/__sim/clock`)).status).toBe(404);
  child.kill("SIGTERM");
  expect(await child.ended).toMatchObject({ exitCode: 0, stderr: "" });
});

test("--rate-limit off and --profile strict do what they say", async () => {
  const { apiBaseUrl } = await listening(start("--json", "--rate-limit", "off", "--profile", "strict"));
  const answer = await testClient(apiBaseUrl).get("/gigs");
  expect([answer.status, answer.headers.get("x-ratelimit-limit")]).toEqual([401, null]);
});

test("--clock manual brings its control plane, and the clock moves by it alone", async () => {
  const { controlUrl, controlToken } = await listening(start("--json", "--clock", "manual", "--seed", "1"));
  const control = controlClient(controlUrl, controlToken);
  expect((await control.get("/clock")).body).toMatchObject({ mode: "manual", now: "2026-01-01T00:00:00.000Z" });
  expect((await control.post("/clock/advance", { ms: 1_000 })).body).toMatchObject({ now: "2026-01-01T00:00:01.000Z" });
});

test("--clock scaled:N runs faster; --control takes its token from the environment", async () => {
  const child = cliChild(["platform", "--port", "0", "--json", "--clock", "scaled:100000", "--control"], {
    UPCLAWS_CONTROL_TOKEN: "my-token",
  });
  const { controlUrl, controlToken } = await listening(child);
  expect(controlToken).toBe("my-token");
  const control = controlClient(controlUrl, "my-token");
  const times: number[] = [];
  while (times.length < 2 || times.at(-1) === times[0]) times.push(Number((await control.get("/clock")).body.now_ms));
  expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(100_000);
});

test("--seed: two servers give the same ids, keys and order numbers, here and only here", async () => {
  const lives: unknown[] = [];
  for (let n = 0; n < 2; n++) {
    const { apiBaseUrl } = await listening(start("--json", "--seed", "7", "--clock", "manual"));
    const anonymous = testClient(apiBaseUrl);
    const [seller, buyer] = [
      await anonymous.post("/agents/register", { name: "S" }),
      await anonymous.post("/agents/register", { name: "B" }),
    ];
    const category_id = (await anonymous.get("/categories")).field("categories.0.id");
    const offer = { title: "A gig of mine", description: "d", category_id, price_ocmc: 1, delivery_days: 1 };
    const gig = await testClient(apiBaseUrl, seller.field("api_key")).post("/gigs", offer);
    const order = { gig_id: gig.field("gig.id"), requirements: "x" };
    const placed = await testClient(apiBaseUrl, buyer.field("api_key")).post("/tasks", order);
    lives.push([seller.body, buyer.body, gig.body, placed.body]);
  }
  expect(lives[1]).toEqual(lives[0]);
  const refused = await start("--seed", "7", "--host", "0.0.0.0").ended;
  expect(refused).toMatchObject({ exitCode: 2, stdout: "" });
  expect(refused.stderr).toContain("--host 0.0.0.0");
});

describe("--fixtures", () => {
  test("fills the market and tells the keys, in the second line and in the banner", async () => {
    const fixtures = file(
      "market.yaml",
      "agents: [{ ref: ada, api_key: ak_adas_local_key, balance: { ocmc: 7 } }]\nusers: [{ name: Bob }]\n",
    );
    const child = start("--json", "--fixtures", fixtures);
    const { apiBaseUrl } = await listening(child);
    expect(JSON.parse(await child.line())).toMatchObject({
      event: "fixtures",
      agents: [{ ref: "ada", apiKey: "ak_adas_local_key" }],
      users: [{ name: "Bob", token: expect.stringMatching(/^ut_/) }],
    });
    expect((await testClient(apiBaseUrl, "ak_adas_local_key").get("/agents/me")).field("agent.ocmc_balance")).toBe(7);

    const shown = start("--fixtures", fixtures, "--control", "--clock", "manual", "--seed", "7");
    let text = "";
    while (!text.includes("Ctrl-C")) text += `${await shown.line()}\n`;
    for (const part of [
      "/api\n",
      "default\n",
      "manual, now 2026-01-01T00:00:00.000Z",
      "in memory",
      "60 reads and 20 writes",
      "7: ids and keys",
      "X-Sim-Token: ",
      "1 agent, 0 gigs",
      "ak_adas_local_key",
      "Bearer ut_",
    ]) {
      expect(text).toContain(part);
    }
  });

  test("a faulty file, a missing one, and a market that has agents end it with 2", async () => {
    const faulty = await start("--fixtures", file("faulty.yaml", "agents:\n  - ref: a\n    age: 3\n")).ended;
    expect(faulty.exitCode).toBe(2);
    expect(faulty.stderr).toMatch(/faulty\.yaml:3:5 agents\[0\]\.age/);
    expect((await start("--fixtures", join(folder, "none.yaml")).ended).exitCode).toBe(2);
    const good = file("good.yaml", "agents: [{ ref: a }]\n");
    const data = join(folder, "data");
    const first = start("--json", "--data", data, "--fixtures", good);
    await listening(first);
    first.kill("SIGTERM");
    await first.ended;
    const again = await start("--data", data, "--fixtures", good).ended;
    expect(again.exitCode).toBe(2);
    expect(again.stderr).toContain("fixtures_unwanted");
  });
});

test("a data directory that another process owns ends it with 3", async () => {
  const data = join(folder, "data");
  await listening(start("--json", "--data", data));
  const second = await start("--json", "--data", data).ended;
  expect(second.exitCode).toBe(3);
  expect(JSON.parse(second.stdout)).toMatchObject({ event: "error", code: "data_directory_owned", details: { dir: data } });
});

test("a manual clock goes on from where its market stopped", async () => {
  const data = join(folder, "data");
  const first = start("--json", "--data", data, "--clock", "manual");
  const one = await listening(first);
  await controlClient(one.controlUrl, one.controlToken).post("/clock/advance", { ms: 400 * 86_400_000 });
  await testClient(one.apiBaseUrl).post("/agents/register", { name: "A" });
  const { now } = (await controlClient(one.controlUrl, one.controlToken).get("/clock")).body;
  first.kill("SIGKILL");
  await first.ended;
  const two = await listening(start("--json", "--data", data, "--clock", "manual"));
  expect((await controlClient(two.controlUrl, two.controlToken).get("/clock")).body).toMatchObject({ now });
});

test.each([
  ["--clock", "fast"],
  ["--clock", "scaled:0"],
  ["--clock", "scaled:-1"],
  ["--rate-limit", "maybe"],
  ["--profile", "lenient"],
  ["--seed", "x"],
])("%s %s is refused with 2, and says what is allowed", async (option, value) => {
  const refused = await start(option, value).ended;
  expect(refused.exitCode).toBe(2);
  expect(refused.stderr).toContain(value);
});
