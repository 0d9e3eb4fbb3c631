import { z } from 'zod';
import { chartOption } from '../../../charts/chart-option.js';
import { chartSummary } from '../../../charts/chart-summary.js';
import type { BenchReport, OpenReportItem } from '../../../contract/bench-report.js';
import { AgentError } from '../../../errors/agent-error.js';
import { Illustrated, OctoperfTool, ToolController } from '../../../mcp/index.js';
import { DeepLinks } from '../../../octoperf/deep-links.js';
import { OctoperfClient } from '../../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../../octoperf/project-locator.js';
import { itemId, reportId } from '../../vocabulary/ids.js';
import { url } from '../../vocabulary/listings.js';
import { cutText } from '../../vocabulary/cut-text.js';
import { reportItem } from '../report-item.js';
import { rangeOf, withSettings } from '../values/values-request.js';
import { window, windowQuery } from '../values/window.js';
import { chartLabels } from './chart/chart-labels.js';
import { chartPicture } from './chart/chart-picture.js';
import { chartValues, DRAWN_TYPES } from './chart/chart-values.js';
import { CHART_VIEW } from './chart/chart-view.js';

/** Longest caption: names of metrics and runs are as long as people make them. */
const CAPTION_MAX = 900;
const Params = z.object({
  reportId, itemId, ...window,
  look: z.enum(['light', 'dark']).default('light').describe('Background of the picture.'),
  width: z.int().min(320).max(1_600).default(900).describe('Width in pixels.'),
});
const Result = z.object({ itemId: z.string(), type: z.string(), name: z.string(), summary: z.string().describe('The chart in words.'), pictureWidth: z.int(), pictureHeight: z.int(), url });

@ToolController()
export class RenderReportChartTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'render_report_chart',
    title: 'Draw a chart',
    description: 'Draws a chart of a report (line, percentiles, bar, pie, stacked, area range, top) as a picture for the user, interactive where the client shows apps, with a summary in words. To show, not to compute: the get_report_*_values tools give figures for fewer tokens.',
    effect: 'read',
    view: CHART_VIEW,
    params: Params,
    result: Result,
  })
  async renderReportChart({ reportId, itemId, look, width, ...range }: z.output<typeof Params>): Promise<Illustrated<z.input<typeof Result>>> {
    const asked = windowQuery(range);
    const { report, item } = await reportItem(this.octoperf, { reportId, itemId });
    const query = asked.from !== undefined || asked.to !== undefined ? asked : rangeOf(report);
    const values = await chartValues(this.octoperf, withSettings(item, report.configs), query);
    if (values === undefined) throw new AgentError(`"${itemId}" is a ${item['@type']}, which is not drawn.`, drawable(report));
    const input = { item, values, labels: await chartLabels(this.octoperf, report, item, values) };
    const picture = await chartPicture(input, look, width);
    if (picture === undefined) throw new AgentError(`The values of "${itemId}" are not those of a ${item['@type']}.`, 'Read them with the get_report_*_values tool of that type.');
    const summary = cutText(chartSummary(input), CAPTION_MAX).text;
    const link = this.links.report(await this.projects.workspaceId(report.projectId), report.projectId, report.id);
    return new Illustrated(
      { itemId, type: item['@type'], name: item.name, summary, pictureWidth: picture.width, pictureHeight: picture.height, url: link },
      { data: picture.png, mimeType: 'image/png' },
      `${summary}\n${link}`,
      { 'octoperf/chart': { option: chartOption(input, look, { titled: true }), look, summary } },
    );
  }
}

/** Most charts that are named to choose from. */
const NAMED = 12;

function drawable({ items }: BenchReport): string {
  const charts = items.filter((item: OpenReportItem) => DRAWN_TYPES.includes(item['@type'])).slice(0, NAMED).map(({ id, name }) => `"${id}" (${name})`);
  return charts.length === 0 ? 'The report has no chart; add one with patch_bench_report, or read the values.' : `Charts of this report: ${charts.join(', ')}. Read the others with the get_report_*_values tools.`;
}
