import { describe, expect, test } from "vitest";
import { checks } from "../../conformance/checks/table.ts";
import { httpControl } from "../../conformance/http-control.ts";
import { profileRules } from "../../conformance/profiles.ts";
import { runCheck, type Verdict } from "../../conformance/run.ts";
import { type Deviation, startDeviating } from "../support/deviating-proxy.ts";
import { deviations, honest } from "../support/deviations.ts";
import { startTestPlatform } from "../support/platform-server.ts";

/** The verdicts of a row's checks on a server with this deviation. */
async function judged(row: number, deviation: Deviation): Promise<readonly Verdict["result"][]> {
  const server = await startTestPlatform({ control: { token: "secret" } });
  const baseUrl = await startDeviating(server, deviation);
  const control = httpControl(server.controlUrl!, "secret");
  const results: Verdict["result"][] = [];
  for (const check of checks.filter((it) => it.row === row)) {
    results.push((await runCheck(check, { baseUrl, profile: profileRules.default!, control, patient: false })).result);
  }
  return results;
}

describe("a server that deviates is found out", () => {
  test.each(deviations.map(({ name, row, plant }) => [name, row, plant] as const))("%s (row %i)", async (_name, row, plant) => {
    expect(await judged(row, plant())).toContain("fail");
  });
});

test("the same rows hold for the server behind: it is the deviation that is found, not the proxy", async () => {
  for (const row of new Set(deviations.map((planted) => planted.row))) {
    expect([row, await judged(row, honest)]).toEqual([row, expect.not.arrayContaining(["fail"])]);
  }
});
