import { z } from 'zod';
import { BenchReport } from '../../../contract/bench-report.js';
import { OctoperfTool, ToolController } from '../../../mcp/index.js';
import { OctoperfClient } from '../../../octoperf/octoperf-client.js';
import { fitting } from '../../vocabulary/fitting.js';
import { reportId } from '../../vocabulary/ids.js';
import { sampleType } from './sample-type.js';

/** Characters of values over all keys. */
const BUDGET = 6_500;
const values = z.record(z.string(), z.array(z.string()));

const Params = z.object({
  reportId, sampleType,
  tagKeys: z.array(z.string().max(100)).min(1).max(20).describe('Keys whose values are wanted, from get_report_tag_keys.'),
  filters: values.optional().describe('Only what bears one of these values under each key, such as {"region": ["eu"]}.'),
  search: z.string().max(200).optional().describe('Only values that contain this text (case-insensitive).'),
});
const Result = z.object({
  values: values.describe('Distinct values by key: terms of a filter on it.'),
  omitted: z.string().optional().describe('What was left out and how to narrow.'),
});

@ToolController()
export class GetReportTagValuesTool {
  constructor(private readonly octoperf: OctoperfClient) {}

  @OctoperfTool({
    name: 'get_report_tag_values',
    title: 'Filter values of a report',
    description: 'Values that filters of a metric may name, by tag key: regions, injectors, Virtual Users, action paths, monitor connections and counters (levels joined by ⫽), scoped by filters where given. Next: put them as terms into the item with patch_bench_report.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async getReportTagValues({ reportId, search, ...asked }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const { benchResultIds } = await this.octoperf.call('benchReport', BenchReport, { reportId });
    const found = await this.octoperf.call('reportTagValues', values, {}, { body: { benchResultIds, ...asked, filters: asked.filters ?? {} } });
    const budget = BUDGET / Math.max(1, Object.keys(found).length);
    const left: string[] = [];
    const shown = Object.entries(found).map(([key, all]) => {
      const wanted = search === undefined ? all : all.filter((value) => value.toLowerCase().includes(search.toLowerCase()));
      const { entries } = fitting(wanted, { budget });
      if (entries.length < wanted.length) left.push(`${wanted.length - entries.length} more values of ${key}`);
      return [key, entries] as const;
    });
    return { values: Object.fromEntries(shown), ...(left.length === 0 ? {} : { omitted: `${left.join(', ')}: narrow with filters or search` }) };
  }
}
