import { type Html, html, trusted } from "./html.ts";
import { type ChartOption, drawChart } from "./svg-chart.ts";

/** A chart with what it says in words. */
export interface Plot {
  /** Unique on the page: letters and dashes. */
  readonly id: string;
  readonly title: string;
  /** What is shown, in a sentence. */
  readonly note: string;
  /** Over the whole width of the page. */
  readonly wide: boolean;
  /** `narrow`: for a phone. */
  readonly option: (narrow: boolean) => ChartOption;
}

/** Drawn twice, since a drawing that only shrinks cannot be read on a phone; the page shows the one that fits. */
export function figureOf({ id, title, note, wide, option }: Plot): Html {
  const broad = drawChart(`${id}-b`, option(false), { width: wide ? 1_080 : 520, height: 300 });
  const narrow = drawChart(`${id}-n`, option(true), { width: 350, height: 280 });
  return html`<figure class="${wide ? "plot wide" : "plot"}">
<figcaption><h3>${title}</h3><p>${note}</p></figcaption>
<div class="broad">${trusted(broad)}</div><div class="narrow">${trusted(narrow)}</div>
</figure>
`;
}
