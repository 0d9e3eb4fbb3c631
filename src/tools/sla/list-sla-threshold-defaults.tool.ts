import { z } from 'zod';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { fitting } from '../vocabulary/fitting.js';
import { metricIds } from './metric-ids.js';
import { thresholdDefaults } from './sla-profile-listing.js';

const Params = z.object({ metrics: metricIds.optional().describe('Metric ids; always give them, the whole table is large.'), offset: z.int().min(0).default(0).describe('Skip so many metrics.') });
const Result = z.object({
  defaults: z.array(z.looseObject({ metric: z.string(), thresholds: z.array(z.unknown()) })),
  without: z.array(z.string()).describe('Metrics asked for that have no default bands.'),
  total: z.int(),
  omitted: z.string().optional(),
});

@ToolController()
export class ListSlaThresholdDefaultsTool {
  constructor(private readonly octoperf: OctoperfClient) {}

  @OctoperfTool({
    name: 'list_sla_threshold_defaults',
    title: 'List SLA threshold defaults',
    description: 'The bands that create_sla_profile would give to each metric, such as RESPONSE_TIME_AVG or ERRORS_PERCENT, without creating anything. Show them to the user to agree on limits.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async listSlaThresholdDefaults({ metrics, offset }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const all = await thresholdDefaults(this.octoperf, metrics);
    const filled = all.filter(({ thresholds }) => thresholds.length > 0);
    const known = new Set(filled.map(({ metric }) => metric));
    const { entries, omitted } = fitting(filled.map(({ metric, thresholds }) => ({ metric, thresholds })), { offset });
    return { defaults: entries, without: (metrics ?? []).filter((metric) => !known.has(metric)), total: filled.length, ...(omitted === undefined ? {} : { omitted }) };
  }
}
