import type { RunGroup } from "../compare/run-group.ts";
import { intervalsOf } from "../compare/run-group.ts";
import { figures } from "../metrics/figure.ts";
import { intervalText } from "../metrics/interval-text.ts";
import { runsText, seedNote } from "./comparison-report.ts";
import { html, when } from "./html.ts";
import { overlaidAtMost, overlayPlots } from "./overlay-plots.ts";
import { pageOf } from "./page.ts";
import { figureOf } from "./plot.ts";
import { runsSection } from "./runs-section.ts";

/** Several seeds, and the settings of a sweep, in one page: each figure as its mean and 95 % confidence interval. */
export function renderGroups(groups: readonly RunGroup[]): string {
  const [first] = groups;
  const scenario = first?.runs[0]?.record.scenario;
  const columns = groups.map((group) => ({ group, intervals: intervalsOf(group) }));
  const rows = figures.map(
    ({ key, label, unit }) =>
      html`<tr><th scope="row">${label}</th>${columns.map(({ intervals }) => html`<td>${intervalText(intervals[key] ?? null, unit)}</td>`)}</tr>`,
  );
  return pageOf(
    `${scenario?.name ?? ""} · upclaws simulations`,
    html`<header>
<p class="kicker">upclaws simulation, ${groups.length === 1 ? "several seeds" : "a sweep"}</p>
<h1>${scenario?.name ?? ""}</h1>
<p class="lead">${scenario?.description ?? ""}</p>
<p class="meta">${groups.length === 1 ? "" : `${groups.length} settings, each with `}${first ? runsText(first) : ""}. Mean ± half the 95 % confidence interval (Student's t).</p>
</header>
${when(groups.length > overlaidAtMost, () => html`<p class="meta">The drawings show the first ${overlaidAtMost} settings.</p>`)}
<section class="plots">${overlayPlots(groups).map(figureOf)}</section>
<h2>All figures</h2>
<div class="scroll"><table><thead><tr><th>figure</th>${groups.map(({ label }) => html`<th>${label}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>
${seedNote(groups)}
${runsSection(groups)}
<h2>The scenario</h2>
<pre>${scenario?.source ?? ""}</pre>`,
  );
}
