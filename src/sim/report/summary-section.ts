import { figureText, lapseText } from "../metrics/figure-text.ts";
import type { Metrics } from "../metrics/metrics.ts";
import type { SimulationRecord } from "../record.ts";
import { type Html, html, when } from "./html.ts";

const violationsShown = 20;

/** What ran, whether it kept its promises, and the few numbers one asks for first. */
export function summarySection(record: SimulationRecord, metrics: Metrics): Html {
  const { scenario, seed, version, node, reproducible, agents } = record;
  const source = reproducible ? "" : " · not reproducible: it used a real model";
  return html`<header>
<p class="kicker">upclaws simulation</p>
<h1>${scenario.name}</h1>
${when(scenario.description !== "", () => html`<p class="lead">${scenario.description}</p>`)}
<p class="meta">${lapseText(metrics.virtualMs)} of virtual time · ${figureText(agents.length, "count")} agents · profile ${scenario.profile} · seed ${seed} · upclaws ${version} on Node ${node}${source}</p>
</header>
${verdict(record)}
${tiles(metrics)}
`;
}

function verdict({ violations, crashes, cost }: SimulationRecord): Html {
  const played = `Played in ${lapseText(cost.wallMs)} of real time.`;
  const dead = crashes.length === 0 ? "" : ` Daemons were killed ${crashes.length} times and came back.`;
  if (violations.length === 0)
    return html`<p class="verdict">Every invariant held: no order lost, nothing done twice, money conserved.${dead} ${played}</p>`;
  const shown = violations.slice(0, violationsShown).map(({ invariant, what }) => html`<li><b>${invariant}</b> ${what}</li>`);
  return html`<div class="verdict bad"><b>${violations.length} ${violations.length === 1 ? "invariant was" : "invariants were"} broken.</b>${dead} ${played}<ul>${shown}</ul></div>`;
}

function tiles({ orders, money, welfare, load }: Metrics): Html {
  const shown: readonly (readonly [string, string])[] = [
    [figureText(orders.placed, "count"), "orders placed"],
    [figureText(orders.fillRate, "share"), "completed"],
    [`${figureText(money.gmv, "ocmc")}`, "OCMC traded"],
    [orders.rating ? `${orders.rating.mean.toFixed(2)} ★` : "–", "mean rating"],
    [orders.toCompleteMs ? lapseText(orders.toCompleteMs.p50) : "–", "placed to paid, median"],
    [figureText(welfare.perOrder, "ocmc"), "value − price, OCMC per order"],
    [figureText(load.limited, "count"), "answers 429"],
    [figureText(load.model.costUsd, "usd"), "model cost"],
  ];
  return html`<section class="tiles">${shown.map(([value, name]) => html`<div class="tile"><b>${value}</b><span>${name}</span></div>`)}</section>`;
}
