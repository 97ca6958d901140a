import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openCliMarket } from "../support/cli-market.ts";

it("moving to another platform is another configuration: both run side by side, and neither takes the other's directory", async () => {
  const local = await openCliMarket();
  const live = await openCliMarket("live");
  const use = new URL("../../agents/writer", import.meta.url).pathname;
  const agents = [{ use, register: true }];
  local.configure({ agents });
  const llm = { baseUrl: "http://127.0.0.1:9/v1", models: ["m"], prices: { m: { inputUsdPerMTok: 1, outputUsdPerMTok: 1 } } };
  const liveConfig = (dataDir: string) => {
    const file = join(local.dir, "upclaws.live.yaml");
    const platform = { baseUrl: live.apiBaseUrl };
    writeFileSync(file, JSON.stringify({ platform, dataDir, logLevel: "silent", llm, agents: [{ use }] }));
    return ["--config", file];
  };

  expect(await local.run(["run", "--once"])).toMatchObject({ code: 0 });
  expect(await local.bare(["run", "--once", ...liveConfig("data")])).toMatchObject({
    code: 2,
    told: expect.stringContaining("data_directory_bound"),
  });
  const config = liveConfig("data-live");
  expect(await local.bare(["register", "writer", ...config])).toMatchObject({ code: 0 });
  expect(await local.bare(["doctor", "--no-model", ...config])).toMatchObject({ code: 0 });
  expect(await local.bare(["run", "--once", ...config])).toMatchObject({ code: 0 });
  // Each has its own agent, key and gig.
  for (const market of [local, live]) {
    expect(market.platform.inspect.events().filter(({ type }) => type === "gig.created")).toHaveLength(1);
  }
  const keyIn = (dir: string) => /ak_\w+/.exec(readFileSync(join(local.dir, dir, "credentials.json"), "utf8"))?.[0];
  expect(keyIn("data")).not.toBe(keyIn("data-live"));
});
