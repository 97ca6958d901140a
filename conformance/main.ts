// Checks a server of the UpClaws API, row by row of PLATFORM.md, through its public HTTP face:
//   npm run conformance -- --base-url URL [--profile P] [--control-url U --control-token T] [--webhook-host H] [--row N]… [--slow]
// Exit: 0 = everything that could be checked holds; 1 = something does not; 2 = bad usage.
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { checks } from "./checks/table.ts";
import { httpControl } from "./http-control.ts";
import { profileRules } from "./profiles.ts";
import { type Outcome, rowLines, totals } from "./report.ts";
import { rowTitles } from "./rows.ts";
import { runCheck } from "./run.ts";

const usage = `Usage: npm run conformance -- --base-url URL [options]
  --base-url URL        the API, for example http://127.0.0.1:4100/api
  --profile NAME        ${Object.keys(profileRules).join(", ")} (default: default)
  --control-url URL     the control plane, for example http://127.0.0.1:4100/__sim; its server needs --clock manual
  --control-token T     what X-Sim-Token has to carry
  --webhook-host H      how the server reaches this machine; without it webhooks are not checked
  --row N               only this row; may be repeated
  --slow                waits 3.1 s between checks; a 429 is waited for in any case
`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      "base-url": { type: "string" },
      profile: { type: "string", default: "default" },
      "control-url": { type: "string" },
      "control-token": { type: "string" },
      "webhook-host": { type: "string" },
      row: { type: "string", multiple: true },
      slow: { type: "boolean", default: false },
    },
  });
  const baseUrl = values["base-url"]?.replace(/\/+$/, "");
  const profile = profileRules[values.profile];
  const rows = Object.keys(rowTitles).filter((row) => values.row?.includes(row) ?? true);
  const [controlUrl, token] = [values["control-url"], values["control-token"]];
  if (
    !baseUrl ||
    !URL.canParse(baseUrl) ||
    !profile ||
    rows.length === 0 ||
    (controlUrl === undefined) !== (token === undefined)
  ) {
    process.stderr.write(usage);
    return 2;
  }
  const control =
    controlUrl === undefined || token === undefined ? undefined : httpControl(controlUrl.replace(/\/+$/, ""), token);
  const onWait = (waitMs: number) =>
    process.stderr.write(`      the server's rate limit: waiting ${Math.ceil(waitMs / 1_000)} s\n`);
  const options = { baseUrl, profile, control, patient: true, onWait, webhookHost: values["webhook-host"] };
  // A server that is not there fails nothing: it is the address that is wrong.
  await fetch(`${baseUrl}/categories`);
  const all: Outcome[] = [];
  for (const row of rows.map(Number)) {
    const outcomes: Outcome[] = [];
    for (const check of checks.filter((it) => it.row === row)) {
      outcomes.push({ check, verdict: await runCheck(check, options) });
      if (values.slow) await sleep(3_100);
    }
    all.push(...outcomes);
    process.stdout.write(`${rowLines(row, outcomes).join("\n")}\n`);
  }
  const { pass, fail, skip } = totals(all);
  process.stdout.write(`\n${baseUrl}, profile ${profile.name}: ${pass} passed, ${fail} failed, ${skip} skipped\n`);
  return fail > 0 ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : "";
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}${cause}\n${usage}`);
  process.exitCode = 2;
}
