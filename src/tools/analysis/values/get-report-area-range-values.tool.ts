import { z } from 'zod';
import { AreaRangeResult, type GraphPoint } from '../../../contract/report-values.js';
import { OctoperfTool, ToolController } from '../../../mcp/index.js';
import { OctoperfClient } from '../../../octoperf/octoperf-client.js';
import { itemId, reportId } from '../../vocabulary/ids.js';
import { Figure, metricLabels, MetricLabel, short, textOf } from '../figures.js';
import { Curve, curveOf } from './curve.js';
import { valuesRequest } from './values-request.js';
import { window } from './window.js';

/** Points that fit one answer, per curve. */
const POINTS = 80;
const Params = z.object({ reportId, itemId, ...window, maxPoints: z.int().min(2).max(1_000).optional().describe('Most points per curve; default what fits.') });
const Compared = Curve.extend({ metric: MetricLabel.optional() });
const Result = z.object({
  rmse: Figure.describe('Root of the mean squared distance of both curves, over all points that both have; "NaN" = they have none in common'),
  unit: z.string().optional().describe('of rmse and of y'),
  referenceType: z.string().describe('HISTOGRAM = the reference is a curve, SUMMARY = its figure over the whole run'),
  rangeType: z.string().describe('PERCENTAGE = in percent of the reference'),
  curve: Compared.describe('x = epoch ms'),
  reference: Compared.describe('Two points = a flat line.'),
});

@ToolController()
export class GetReportAreaRangeValuesTool {
  constructor(private readonly octoperf: OctoperfClient) {}

  @OctoperfTool({
    name: 'get_report_area_range_values',
    title: 'Area range values',
    description: 'A curve and its reference from an AreaRangeChartReportItem, and how far they are apart (rmse), thinned evenly. To see when a figure leaves its average, or two figures part. Zoom in with from and to. Next: get_report_top_values.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async getReportAreaRangeValues({ reportId, itemId, maxPoints, ...range }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const { item, query } = await valuesRequest(this.octoperf, { reportId, itemId }, 'get_report_area_range_values', range);
    const { curve, reference, rmse } = await this.octoperf.call('areaRangeValues', AreaRangeResult, {}, { body: item, query });
    const [of, against] = metricLabels(item);
    const rangeType = textOf(item['rangeType']);
    const unit = rangeType === 'PERCENTAGE' ? '% of the reference' : of?.unit;
    return {
      rmse: short(rmse), ...(unit === undefined ? {} : { unit }), referenceType: textOf(item['referenceType']), rangeType,
      curve: { metric: of, ...curveOf(curve, maxPoints ?? POINTS, 'epoch ms') },
      reference: { metric: against, ...(isFlat(reference) ? { points: ends(reference) } : curveOf(reference, maxPoints ?? POINTS, 'epoch ms')) },
    };
  }
}

const isFlat = (points: readonly GraphPoint[]): boolean => points.length > 2 && points.every(({ y }) => y === points[0]?.y);
const ends = (points: readonly GraphPoint[]): { x: number; y: GraphPoint['y'] }[] => [points[0], points.at(-1)].flatMap((point) => (point === undefined ? [] : [{ x: point.x, y: short(point.y) }]));
