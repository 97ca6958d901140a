import { agentFigures } from "../metrics/agent-figures.ts";
import { measure, sellersOf } from "../metrics/metrics.ts";
import { knownOf, toApproveMs, toDeliverMs, toStartMs } from "../metrics/order-metrics.ts";
import type { SimulationRecord } from "../record.ts";
import { agentsSection } from "./agents-section.ts";
import { lapsesPlot, phasesPlot } from "./charts/lapses.ts";
import { balancesPlot, ratingsPlot, valuePlot } from "./charts/money.ts";
import { flowPlot, openOrdersPlot, queuePlot, writeUsePlot } from "./charts/over-time.ts";
import { lorenzPlot } from "./charts/shares.ts";
import { html } from "./html.ts";
import { numbersSection } from "./numbers-section.ts";
import { pageOf } from "./page.ts";
import { figureOf } from "./plot.ts";
import { provenanceSection } from "./provenance-section.ts";
import { summarySection } from "./summary-section.ts";

/** The report of one run: one HTML file that opens offline. The same record gives the same text. */
export function renderReport(record: SimulationRecord): string {
  const metrics = measure(record);
  const agents = agentFigures(record);
  const sellers = sellersOf(record);
  const phases = [
    { name: "start", tone: "amber", lapsesMs: knownOf(record.orders, toStartMs) },
    { name: "deliver", tone: "blue", lapsesMs: knownOf(record.orders, toDeliverMs) },
    { name: "approve", tone: "purple", lapsesMs: knownOf(record.orders, toApproveMs) },
  ] as const;
  const revenue = { name: "sellers", tone: "blue", revenuesOcmc: sellers.map((seller) => seller.revenueOcmc) } as const;
  const plots = [
    flowPlot(record),
    openOrdersPlot(record),
    phasesPlot(phases),
    lapsesPlot("lapses", "Time to start, deliver and approve", phases),
    balancesPlot(agents),
    lorenzPlot([{ ...revenue, gini: metrics.concentration.gini }]),
    valuePlot(record.orders),
    ratingsPlot(record.orders),
    writeUsePlot(record),
    queuePlot(record),
  ].filter((plot) => plot !== null);
  return pageOf(
    `${record.scenario.name} · upclaws simulation`,
    html`${summarySection(record, metrics)}
<section class="plots">${plots.map(figureOf)}</section>
${agentsSection(agents)}
${numbersSection(metrics)}
${provenanceSection(record)}`,
  );
}
