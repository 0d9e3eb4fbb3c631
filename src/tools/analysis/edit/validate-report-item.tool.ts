import { z } from 'zod';
import { ReportItemValidation } from '../../../contract/report-values.js';
import { OctoperfTool, ToolController } from '../../../mcp/index.js';
import { OctoperfClient } from '../../../octoperf/octoperf-client.js';
import { fitting } from '../../vocabulary/fitting.js';
import { itemId, reportId } from '../../vocabulary/ids.js';
import { reportItem } from '../report-item.js';

const Params = z.object({ reportId, itemId });
const Result = z.object({ valid: z.boolean(), violations: z.array(z.string()).describe('Each names the metric and what to do.'), omitted: z.string().optional() });

@ToolController()
export class ValidateReportItemTool {
  constructor(private readonly octoperf: OctoperfClient) {}

  @OctoperfTool({
    name: 'validate_report_item',
    title: 'Check a report item',
    description: 'Checks a stored item: whether it may show its metrics, and whether its filters name what its runs measured. To find out why values are empty or refused, and after changing an item. Violations are mended with patch_bench_report.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async validateReportItem(address: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const { item } = await reportItem(this.octoperf, address);
    const { valid, violations } = await this.octoperf.call('validateReportItem', ReportItemValidation, {}, { body: item });
    const { entries } = fitting(violations);
    return { valid, violations: entries, ...(entries.length < violations.length ? { omitted: `${violations.length - entries.length} more: mend these first` } : {}) };
  }
}
