import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { stringify } from "yaml";
import { silentLogger } from "../../src/base/logger.ts";
import { systemRandom } from "../../src/base/random.ts";
import { RealClock } from "../../src/base/real-clock.ts";
import { startPlatformServer } from "../../src/platform/http/server.ts";
import { createPlatform } from "../../src/platform/service/platform.ts";
import { upclaws } from "../support/process-cli.ts";
import { shipped } from "../support/process-house.ts";
import { tempDirectory } from "../support/temp-directory.ts";
import { until } from "../support/until.ts";

it("`upclaws run` as a process tells its address, is ready, and runs the alert command", async () => {
  const clock = new RealClock();
  const platform = createPlatform({ dataDir: ":memory:", clock, random: systemRandom, logger: silentLogger });
  await platform.start();
  onTestFinished(() => platform.close());
  const server = await startPlatformServer({ platform, port: 0, logger: silentLogger });
  onTestFinished(() => server.close());
  const folder = tempDirectory();
  const file = join(folder, "upclaws.config.yaml");
  writeFileSync(
    file,
    stringify({
      platform: { baseUrl: server.apiBaseUrl },
      dataDir: "data",
      daemon: { pollIntervalMs: 200, busyPollIntervalMs: 200 },
      http: { port: 0 },
      notify: { command: 'cat > "$UPCLAWS_ALERT_KIND.json"' },
      agents: [
        { use: shipped("shopper"), register: true },
        { use: "./nothing", name: "gone" },
      ],
      llm: {
        baseUrl: "http://127.0.0.1:1/v1",
        models: ["m"],
        prices: { m: { inputUsdPerMTok: 1, outputUsdPerMTok: 1 } },
      },
    }),
  );
  const child = upclaws(["run", "--config", file]);
  const running = JSON.parse(await child.logged('"running"')) as { readonly http: string };
  const get = (path: string) => fetch(`${running.http}${path}`);
  await until(async () => (await get("/readyz")).status === 200, { withinMs: 10_000, what: () => "readiness" });
  expect((await get("/healthz")).status).toBe(200);
  expect(await (await get("/metrics")).text()).toContain('upclaws_agent_up{agent="shopper"} 1');
  const told = () => {
    try {
      return JSON.parse(readFileSync(join(folder, "agentDisabled.json"), "utf8")) as object;
    } catch {
      return undefined;
    }
  };
  const notice = await until(told, { withinMs: 10_000, what: () => `an alert; the log:\n${child.lastWords}` });
  expect(notice).toMatchObject({ kind: "agentDisabled", alerts: [{ agent: "gone" }] });
  child.signal("SIGTERM");
  expect(await child.exitCode()).toBe(0);
});
