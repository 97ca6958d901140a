import type { Distribution } from "../metrics/distribution.ts";
import { figures } from "../metrics/figure.ts";
import { figureText, lapseText } from "../metrics/figure-text.ts";
import type { Metrics } from "../metrics/metrics.ts";
import { type Html, html } from "./html.ts";

/** Every figure of a run, and the durations with their percentiles. */
export function numbersSection(metrics: Metrics): Html {
  const { toStartMs, toDeliverMs, toApproveMs, toCompleteMs } = metrics.orders;
  const lapses: readonly (readonly [string, Distribution | null])[] = [
    ["placed → started", toStartMs],
    ["started → delivered", toDeliverMs],
    ["delivered → approved", toApproveMs],
    ["placed → completed", toCompleteMs],
  ];
  const rows = figures.map(
    ({ label, unit, of }) => html`<tr><th scope="row">${label}</th><td>${figureText(of(metrics), unit)}</td></tr>`,
  );
  const half = Math.ceil(rows.length / 2);
  return html`<h2>Durations</h2>
<div class="scroll"><table><thead><tr><th>from → to</th><th>orders</th><th>mean</th><th>p50</th><th>p95</th><th>p99</th><th>max</th></tr></thead>
<tbody>${lapses.map(([name, lapse]) => lapseRow(name, lapse))}</tbody></table></div>
<h2>All figures</h2>
<div class="columns"><div class="scroll"><table><tbody>${rows.slice(0, half)}</tbody></table></div><div class="scroll"><table><tbody>${rows.slice(half)}</tbody></table></div></div>
`;
}

function lapseRow(name: string, lapse: Distribution | null): Html {
  const cells = lapse ? [lapse.mean, lapse.p50, lapse.p95, lapse.p99, lapse.max].map(lapseText) : Array<string>(5).fill("–");
  return html`<tr><th scope="row">${name}</th><td>${figureText(lapse?.count ?? 0, "count")}</td>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`;
}
