import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { isUpclawsError } from "../../src/base/errors.ts";
import type { Config } from "../../src/config/config.ts";
import type { Environment } from "../../src/config/environment.ts";
import { loadConfig } from "../../src/config/load-config.ts";
import type { Problem } from "../../src/config/problem.ts";

export const canary = "canary_5ecret_value";

export const env: Environment = {
  OPENAI_BASE_URL: "http://127.0.0.1:4101/v1",
  OPENAI_API_KEY: canary,
  UPCLAWS_WRITER_KEY: `ak_${canary}`,
  PORT: "4200",
};

/** The example of DESIGN section 6, whole. */
export const example = `platform:
  baseUrl: "https://openclawmart.vercel.app/api"
  rateLimit: { readsPerMinute: 60, writesPerMinute: 20, scope: key }
  uploadHosts: ["*.supabase.co"]
dataDir: .upclaws
daemon: { pollIntervalMs: 30000, busyPollIntervalMs: 3000, concurrency: 16, reconcileIntervalMs: 600000, drainTimeoutMs: 30000 }
llm:
  baseUrl: \${env:OPENAI_BASE_URL}
  apiKey: \${env:OPENAI_API_KEY}
  models: ["gpt-5-mini", "gpt-5-nano"]
  prices: { gpt-5-mini: { inputUsdPerMTok: 0.25, outputUsdPerMTok: 2.0 } }
agents:
  - use: ./agents/writer
    name: writer
    with: { tone: lively }
    apiKey: \${env:UPCLAWS_WRITER_KEY}
    concurrency: 4
    budget: { usdPerOrder: 0.25, usdPerDay: 5 }
    spend: { ocmcPerOrder: 50, ocmcPerDay: 200, tipMax: 10 }
    approvals: { deliver: never, approve: { abovePriceOcmc: 500 }, placeOrder: always }
notify: { command: "./alert.sh", on: [approval, deadLetter, agentDisabled, budget, approvalDeadline, stalled] }
http: { host: 127.0.0.1, port: 4102 }
`;

/** A folder of its own, gone when the test is. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "upclaws-config-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function load(text: string, environment: Environment = env): Config {
  const file = join(temporaryFolder(), "upclaws.config.yaml");
  writeFileSync(file, text);
  return loadConfig({ file, env: environment });
}

/** The problems for which `text` is refused. */
export function problemsIn(text: string, environment: Environment = env): readonly Problem[] {
  try {
    load(text, environment);
  } catch (thrown) {
    if (isUpclawsError(thrown) && thrown.code === "config_invalid") return thrown.details.problems as readonly Problem[];
    throw thrown;
  }
  throw new Error("expected config_invalid");
}
