import { init } from 'echarts';
import type { ChartOption } from './chart-input.js';

/** The chart as an SVG document, drawn without a browser. Width and height in pixels. */
export function chartSvg(option: ChartOption, width: number, height: number): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption(option);
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}
