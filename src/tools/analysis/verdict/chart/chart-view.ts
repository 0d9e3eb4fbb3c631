import { attachFormatters } from '../../../../charts/client-formatters.js';
import { PALETTES } from '../../../../charts/palette.js';
import { chartLibrary } from '../../../../drawing/chart-library.js';
import { OctoperfView, ToolController } from '../../../../mcp/index.js';
import { chartViewScript } from './chart-view-script.js';

export const CHART_VIEW = 'ui://octoperf/report-chart';

/** Colours of the light look and what they are in the dark one, for a view whose host changes its theme. */
function darkOf(): Record<string, string> {
  const { light, dark } = PALETTES;
  const pairs = [[light.paper, dark.paper], [light.ink, dark.ink], [light.soft, dark.soft], [light.line, dark.line], ...light.series.map((colour, index) => [colour, dark.series[index]])];
  return Object.fromEntries(pairs.flatMap(([from, to]) => (from === undefined || to === undefined ? [] : [[from.toLowerCase(), to.toLowerCase()]])));
}

const POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

const page = (): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Report chart</title>
<style>
:root{color-scheme:light;--paper:${PALETTES.light.paper};--ink:${PALETTES.light.soft}}
:root[data-theme=dark]{color-scheme:dark;--paper:${PALETTES.dark.paper};--ink:${PALETTES.dark.soft}}
body{margin:0;background:var(--paper);color:var(--ink);font:13px/1.5 system-ui,sans-serif}
#chart{width:100%;height:clamp(260px,45vw,420px)}
#chart img{max-width:100%;height:auto}
#said{margin:0;padding:0 12px 10px;white-space:pre-wrap}
</style>
</head>
<body>
<main><div id="chart" role="img" aria-label="Chart"></div><p id="said" aria-live="polite">Waiting for the chart…</p></main>
<script>${chartLibrary()}</script>
<script>${chartViewScript(attachFormatters.toString(), darkOf())}</script>
</body>
</html>
`;

/** The chart of `render_report_chart` to be looked into: hover for figures, hold Ctrl and scroll to zoom. */
@ToolController()
export class ChartView {
  @OctoperfView({ uri: CHART_VIEW, name: 'report-chart', title: 'Report chart', description: 'Shows the answer of render_report_chart as an interactive chart.' })
  page(): string {
    return page();
  }
}
