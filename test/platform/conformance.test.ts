import { describe, test } from "vitest";
import { checks } from "../../conformance/checks/table.ts";
import { httpControl } from "../../conformance/http-control.ts";
import { profileRules } from "../../conformance/profiles.ts";
import { obstacle, runCheck } from "../../conformance/run.ts";
import { seededRandom } from "../../src/base/random.ts";
import { profiles } from "../../src/platform/service/profiles/table.ts";
import { startTestPlatform } from "../support/platform-server.ts";

const control = httpControl("http://unused", "");

describe.each(Object.keys(profiles) as (keyof typeof profiles)[])("conformance, profile %s", (profile) => {
  const rules = profileRules[profile]!;
  const applicable = checks.filter((check) => obstacle(check, rules, control) === undefined);

  test.each(applicable.map((check) => [`row ${check.row}: ${check.title}`, check] as const))("%s", async (_title, check) => {
    const server = await startTestPlatform({
      profile,
      control: { token: "secret" },
      mishapRate: 0,
      // What a profile leaves to chance is drawn from this seed.
      random: seededRandom(process.env.UPCLAWS_SEED ?? "test"),
      webhooks: { allowPrivate: true },
      ...(check.row === 38 ? { rateLimits: {} } : {}),
    });
    const verdict = await runCheck(check, {
      baseUrl: server.apiBaseUrl,
      profile: rules,
      control: httpControl(server.controlUrl!, "secret"),
      patient: false,
      webhookHost: "127.0.0.1",
      onAnswer: (method, path, { status, body }) => server.checkAnswer({ method, path, status, body }),
    });
    if (verdict.result !== "pass") throw new Error(verdict.reason);
  });
});
