import type { RunGroup } from "../compare/run-group.ts";
import { type Html, html } from "./html.ts";

/** Every run of these groups with what is needed to get it again. */
export function runsSection(groups: readonly RunGroup[]): Html {
  const runs = groups.flatMap(({ label, runs: members }) => members.map(({ record }) => ({ label, record })));
  const rows = runs.map(
    ({ label, record: { seed, version, node, eventLog, reproducible } }) =>
      html`<tr><th scope="row">${label}</th><td>${seed}</td><td>upclaws ${version}, Node ${node}</td><td><code>${reproducible ? eventLog.hash : "not reproducible"}</code></td></tr>`,
  );
  return html`<h2>The runs</h2>
<div class="scroll"><table><thead><tr><th>setting</th><th>seed</th><th>version</th><th>event log, SHA-256</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}
