import type { Comparison } from "../compare/comparison.ts";
import type { RunGroup } from "../compare/run-group.ts";
import { differenceText, intervalText } from "../metrics/interval-text.ts";
import { type Html, html, when } from "./html.ts";
import { overlayPlots } from "./overlay-plots.ts";
import { pageOf } from "./page.ts";
import { figureOf } from "./plot.ts";
import { runsSection } from "./runs-section.ts";

/** Two sets of runs in one page. */
export function renderComparison(comparison: Comparison): string {
  const { a, b, obstacles, differences } = comparison;
  const sides = [
    { ...a, label: `A ${a.label}` },
    { ...b, label: `B ${b.label}` },
  ];
  return pageOf(
    `${a.label} against ${b.label} · upclaws simulation`,
    html`<header>
<p class="kicker">upclaws simulation, compared</p>
<h1>${a.label} against ${b.label}</h1>
<p class="meta">A: ${runsText(a)}. B: ${runsText(b)}. ${basis(comparison)}</p>
</header>
${when(obstacles.length > 0, () => html`<div class="verdict bad"><b>Not comparable.</b><ul>${obstacles.map((why) => html`<li>${why}</li>`)}</ul></div>`)}
${when(differences.length > 0, () => html`<div class="verdict">What differs:<ul>${differences.map((what) => html`<li><code>${what}</code></li>`)}</ul></div>`)}
<section class="plots">${overlayPlots(sides).map(figureOf)}</section>
${figureTable(comparison)}
${seedNote([a, b])}
${runsSection(sides)}`,
  );
}

function figureTable({ figures }: Comparison): Html {
  const rows = figures.map(
    ({ figure: { label, unit }, a, b, difference, clear }) =>
      html`<tr class="${clear ? "clear" : ""}"><th scope="row">${label}</th><td>${intervalText(a, unit)}</td><td>${intervalText(b, unit)}</td><td>${differenceText(difference, unit)}</td></tr>`,
  );
  return html`<h2>All figures</h2>
<div class="scroll"><table><thead><tr><th>figure</th><th>A</th><th>B</th><th>B − A</th></tr></thead><tbody>${rows}</tbody></table></div>
<p class="meta">Bold: the 95 % interval of the difference leaves out 0. With ${figures.length} figures, about one in twenty does so by chance.</p>`;
}

function basis({ a, b, paired }: Comparison): string {
  if (a.runs.length < 2 || b.runs.length < 2)
    return "A single run tells nothing of how much another seed would change: play several (--seeds).";
  return paired
    ? "Differences are taken seed by seed (Student's t)."
    : "The seeds differ, so the sides count as independent (Welch's t).";
}

export function runsText({ runs }: RunGroup): string {
  const seeds = runs.map(({ record }) => record.seed);
  const [first] = seeds;
  return runs.length === 1 ? `seed ${first}` : `${runs.length} seeds (${first} to ${seeds.at(-1)})`;
}

/** The charts show one run of each side. */
export function seedNote(groups: readonly RunGroup[]): Html {
  return when(
    groups.some(({ runs }) => runs.length > 1),
    () => html`<footer>Charts show the first seed of each; figures are means over all seeds.</footer>`,
  );
}
