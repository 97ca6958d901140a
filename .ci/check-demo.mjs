// Reads what `npm run demo -- --json` wrote: is its last line the summary of a demo that did all it promises?
// Plain JavaScript for any Node: it runs on whatever the machine has.
import { readFileSync } from "node:fs";

const path = process.argv[2] ?? "";
const last = readFileSync(path, "utf8").trimEnd().split("\n").at(-1) ?? "";

/** @param {string} text */
function parse(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

const summary = parse(last);
/** @type {[string, unknown, boolean][]} name, what was found, whether it will do */
const checks = [
  ["event is summary", summary.event, summary.event === "summary"],
  ["moneyConserved is true", summary.moneyConserved, summary.moneyConserved === true],
  ["orders.completed >= 4", summary.orders?.completed, summary.orders?.completed >= 4],
  ["orders.cancelled >= 1", summary.orders?.cancelled, summary.orders?.cancelled >= 1],
  ["revisions >= 1", summary.revisions, summary.revisions >= 1],
  ["modelCalls >= 1", summary.modelCalls, summary.modelCalls >= 1],
];

for (const [name, found, good] of checks)
  process.stdout.write(`${good ? "ok    " : "FAILED"}  ${name}: ${JSON.stringify(found)}\n`);
if (checks.some(([, , good]) => !good)) {
  process.stdout.write(`The demo's last line: ${last.slice(0, 500)}\n`);
  process.exitCode = 1;
}
