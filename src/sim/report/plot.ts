import { type Html, html, trusted, when } from "./html.ts";
import { type ToneName, variableOf } from "./palette.ts";
import { type ChartOption, drawChart } from "./svg-chart.ts";

/** A chart with what it says in words. */
export interface Plot {
  /** Unique on the page: letters and dashes. */
  readonly id: string;
  readonly title: string;
  /** What is shown, in a sentence. */
  readonly note: string;
  /** What the colours stand for, above the drawing, where names of any length find room. Absent: the drawing says it itself. */
  readonly legend?: readonly { readonly name: string; readonly tone: ToneName }[];
  /** Over the whole width of the page. */
  readonly wide: boolean;
  /** `narrow`: for a phone. */
  readonly option: (narrow: boolean) => ChartOption;
}

/** Drawn twice, since a drawing that only shrinks cannot be read on a phone; the page shows the one that fits. */
export function figureOf({ id, title, note, legend = [], wide, option }: Plot): Html {
  const broad = drawChart(`${id}-b`, option(false), { width: wide ? 1_080 : 520, height: 300 });
  const narrow = drawChart(`${id}-n`, option(true), { width: 350, height: 280 });
  return html`<figure class="${wide ? "plot wide" : "plot"}">
<figcaption><h3>${title}</h3><p>${note}</p></figcaption>
${when(legend.length > 0, () => html`<ul class="legend">${legend.map(({ name, tone }) => html`<li><i style="background:${variableOf(tone)}"></i>${name}</li>`)}</ul>`)}
<div class="broad">${trusted(broad)}</div><div class="narrow">${trusted(narrow)}</div>
</figure>
`;
}
