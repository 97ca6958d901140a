// Checks a server of the UpClaws API, row by row of PLATFORM.md, through its public HTTP face:
//   npm run conformance -- --base-url URL [--profile P] [--control-url U --control-token T] [--webhook-host H] [--row N]… [--slow]
// Exit: 0 = everything that could be checked holds; 1 = something does not; 2 = bad usage.
import { setTimeout as sleep } from "node:timers/promises";
import { readArguments, usage } from "./arguments.ts";
import { checks } from "./checks/table.ts";
import { httpControl } from "./http-control.ts";
import { type Outcome, rowLines, totals } from "./report.ts";
import { runCheck } from "./run.ts";

async function main(): Promise<number> {
  const given = readArguments(process.argv.slice(2));
  if (!given) {
    process.stdout.write(usage);
    return 0;
  }
  const { baseUrl, profile, controlPlane, webhookHost, rows, slow } = given;
  const control = controlPlane && httpControl(controlPlane.url, controlPlane.token);
  const onWait = (waitMs: number) =>
    process.stderr.write(`      the server's rate limit: waiting ${Math.ceil(waitMs / 1_000)} s\n`);
  const options = { baseUrl, profile, control, patient: true, onWait, webhookHost };
  // A server that is not there fails nothing: it is the address that is wrong.
  await fetch(`${baseUrl}/categories`);
  const all: Outcome[] = [];
  for (const row of rows) {
    const outcomes: Outcome[] = [];
    for (const check of checks.filter((it) => it.row === row)) {
      outcomes.push({ check, verdict: await runCheck(check, options) });
      if (slow) await sleep(3_100);
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
