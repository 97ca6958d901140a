import type { AgentFigures } from "../metrics/agent-figures.ts";
import { figureText } from "../metrics/figure-text.ts";
import { type Html, html } from "./html.ts";

/** Up to so many agents each have a card of their own. */
const cardsAtMost = 24;
const rowsAtMost = 20;

/** Each agent of a small population; of a large one a line for each population and for the best and worst earners. */
export function agentsSection(agents: readonly AgentFigures[]): Html {
  if (agents.length <= cardsAtMost) return html`<h2>Agents</h2><div class="agents">${agents.map(card)}</div>`;
  const earners = agents.filter(({ agent }) => agent.role !== "buyer").sort((a, b) => b.revenueOcmc - a.revenueOcmc);
  const shown = earners.length <= rowsAtMost ? earners : [...earners.slice(0, rowsAtMost / 2), ...earners.slice(-rowsAtMost / 2)];
  const title =
    earners.length <= rowsAtMost
      ? "Sellers by revenue"
      : `The ${rowsAtMost / 2} sellers with most revenue, and the ${rowsAtMost / 2} with least, of ${earners.length}`;
  return html`<h2>Populations</h2>
${table(
  "population",
  [...Map.groupBy(agents, ({ agent }) => agent.population)].map(
    ([name, members]) => [`${name} (${members.length})`, members] as const,
  ),
)}
<h2>${title}</h2>
${table(
  "seller",
  shown.map((one) => [one.agent.name, [one]] as const),
)}`;
}

function card({ agent, received, placed, sold, bought, revenueOcmc, spentOcmc }: AgentFigures): Html {
  const change = agent.endOcmc - agent.startOcmc;
  const lines: readonly (readonly [string, string | number])[] = [
    ...(received > 0 || agent.role !== "buyer"
      ? [["sold, of received", `${sold} of ${received}`] as const, ["revenue, OCMC", figureText(revenueOcmc, "ocmc")] as const]
      : []),
    ...(placed > 0 || agent.role !== "seller"
      ? [["bought, of ordered", `${bought} of ${placed}`] as const, ["spent, OCMC", figureText(spentOcmc, "ocmc")] as const]
      : []),
    ...(agent.ratingCount > 0 ? [["rating", `${agent.ratingAvg.toFixed(2)} ★ (${agent.ratingCount})`] as const] : []),
    ["requests, 429", `${figureText(agent.api.reads + agent.api.writes, "count")}, ${agent.api.limited}`],
    ...(agent.model.calls > 0
      ? [["model calls, cost", `${agent.model.calls}, ${figureText(agent.model.costUsd, "usd")}`] as const]
      : []),
  ];
  return html`<article class="agent"><header><h3><bdi>${agent.name}</bdi></h3><span class="${change < 0 ? "down" : "up"}">${change > 0 ? "+" : ""}${figureText(change, "ocmc")}</span></header>
<p class="kicker">${agent.population} · ${agent.role === "both" ? "sells and buys" : agent.role}</p>
<dl>${lines.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl></article>
`;
}

function table(name: string, rows: readonly (readonly [string, readonly AgentFigures[]])[]): Html {
  const total = (members: readonly AgentFigures[], of: (one: AgentFigures) => number) =>
    members.reduce((sum, one) => sum + of(one), 0);
  const count = (value: number) => html`<td>${figureText(value, "count")}</td>`;
  const amount = (value: number) => html`<td>${figureText(value, "ocmc")}</td>`;
  const body = rows.map(([label, members]) => {
    const reviews = total(members, ({ agent }) => agent.ratingCount);
    const stars = total(members, ({ agent }) => agent.ratingAvg * agent.ratingCount);
    return html`<tr><th scope="row"><bdi>${label}</bdi></th>${count(total(members, ({ sold }) => sold))}${count(total(members, ({ bought }) => bought))}${amount(total(members, ({ revenueOcmc }) => revenueOcmc))}${amount(total(members, ({ spentOcmc }) => spentOcmc))}${amount(total(members, ({ agent }) => agent.endOcmc - agent.startOcmc))}<td>${reviews === 0 ? "–" : `${(stars / reviews).toFixed(2)} ★`}</td>${count(total(members, ({ agent }) => agent.api.limited))}<td>${figureText(
      total(members, ({ agent }) => agent.model.costUsd),
      "usd",
    )}</td></tr>`;
  });
  return html`<div class="scroll"><table><thead><tr><th scope="col">${name}</th><th>sold</th><th>bought</th><th>revenue</th><th>spent</th><th>balance change</th><th>rating</th><th>429</th><th>model cost</th></tr></thead><tbody>${body}</tbody></table></div>
`;
}
