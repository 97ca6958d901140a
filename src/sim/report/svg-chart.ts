import type { BarSeriesOption, LineSeriesOption, ScatterSeriesOption } from "echarts/charts";
import { BarChart, LineChart, ScatterChart } from "echarts/charts";
import type { GridComponentOption, LegendComponentOption } from "echarts/components";
import { GridComponent, LegendComponent } from "echarts/components";
import { type ComposeOption, type EChartsCoreOption, init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { ink, withVariables } from "./palette.ts";

use([BarChart, LineChart, ScatterChart, GridComponent, LegendComponent, SVGRenderer]);

export type ChartOption = ComposeOption<
  BarSeriesOption | LineSeriesOption | ScatterSeriesOption | GridComponentOption | LegendComponentOption
>;

export interface ChartSize {
  /** In CSS pixels; the page scales the drawing to the room there is. */
  readonly width: number;
  readonly height: number;
}

/** The drawing without what the library adds for pointers. Texts in it are escaped, so no name can look like an attribute. */
function still(svg: string): string {
  return svg
    .replace(/<style ?>.*?<\/style>/gs, "")
    .replace(/ (class|pointer-events|ecmeta_\w+)="[^"]*"/g, "")
    .replace(/<svg width="(\d+)" height="(\d+)"/, '<svg role="img" aria-hidden="true"');
}

/**
 * One drawing as SVG text. `name` prefixes the ids in it, which the library would number through the life of the process: the same option
 * gives the same text.
 */
export function drawChart(name: string, option: ChartOption, { width, height }: ChartSize): string {
  const chart = init(null, null, { renderer: "svg", ssr: true, width, height });
  try {
    chart.setOption({
      animation: false,
      textStyle: { fontFamily: "inherit", color: ink("ink") },
      ...option,
    } as EChartsCoreOption);
    return withVariables(still(chart.renderToSVGString())).replace(/\bzr\d+-/g, `${name}-`);
  } finally {
    chart.dispose();
  }
}
