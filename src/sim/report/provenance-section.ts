import { isoTime } from "../../base/clock.ts";
import type { SimulationRecord } from "../record.ts";
import { type Html, html, when } from "./html.ts";

const crashesShown = 40;

/** What one needs to get the same run again, and to know that it is the same. */
export function provenanceSection(record: SimulationRecord): Html {
  const { scenario, seed, version, node, startMs, endMs, eventLog, crashes, reproducible } = record;
  const again = reproducible
    ? "The same scenario, seed, version and Node give the same event log, byte for byte; its hash tells."
    : "A real model took part, so that another run will differ.";
  const rows: readonly (readonly [string, string | number])[] = [
    ["seed", seed],
    ["version", `upclaws ${version}, Node ${node}`],
    ["virtual time", `${isoTime(startMs)} to ${isoTime(endMs)}`],
    ["events", eventLog.count],
    ["event log, SHA-256", eventLog.hash],
  ];
  return html`<h2>The same run again</h2>
<p class="meta">${again}</p>
<div class="scroll" style="margin-top:12px"><table><tbody>${rows.map(([name, value]) => html`<tr><th scope="row">${name}</th><td><code>${value}</code></td></tr>`)}</tbody></table></div>
${when(crashes.length > 0, () => crashTable(crashes, startMs))}
<h2>The scenario</h2>
<pre>${scenario.source}</pre>
<footer>Definitions of all figures: docs/simulate-results.md. Times are virtual; amounts are OCMC unless they say otherwise.</footer>`;
}

function crashTable(crashes: SimulationRecord["crashes"], startMs: number): Html {
  const shown = crashes.slice(0, crashesShown);
  const rows = shown.map(
    ({ atMs, daemon, where }) =>
      html`<tr><th scope="row">${((atMs - startMs) / 3_600_000).toFixed(2)} h</th><td>${daemon}</td><td>${where}</td></tr>`,
  );
  const title = crashes.length > shown.length ? `Crashes (the first ${shown.length} of ${crashes.length})` : "Crashes";
  return html`<h2>${title}</h2>
<div class="scroll"><table><thead><tr><th>after</th><th>daemon</th><th>where</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}
