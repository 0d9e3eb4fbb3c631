import { z } from 'zod';
import { OctoperfTool, ToolController, UNTRUSTED_NOTE } from '../../../mcp/index.js';
import { OctoperfClient } from '../../../octoperf/octoperf-client.js';
import { benchResultId } from '../../vocabulary/ids.js';
import { compare, TOLERANCE_PERCENT } from './comparison/compare.js';
import { decide } from './comparison/gate.js';
import { readMeasured } from './reading/compared-runs.js';
import { ComparisonAnswer, shownComparison } from './shown-comparison.js';

const Params = z.object({
  baselineBenchResultId: benchResultId.describe('The run that was good: from a report\'s benchResultIds.'),
  candidateBenchResultId: benchResultId.describe('The run to judge.'),
  tolerancePercent: z.number().min(0).max(1_000).default(TOLERANCE_PERCENT).describe('Slower by no more than this is no regression.'),
});

@ToolController()
export class CompareBenchResultsTool {
  constructor(private readonly octoperf: OctoperfClient) {}

  @OctoperfTool({
    name: 'compare_bench_results',
    title: 'Compare two runs',
    description: `Is the candidate run worse than the baseline: a gate for CI (PASS, FAIL, INCONCLUSIVE) in one line, and the actions that changed beyond tolerance and chance, new and gone errors. Needs two finished runs of like load. Next: get_run_verdict on the worse one. ${UNTRUSTED_NOTE}`,
    effect: 'read',
    params: Params,
    result: ComparisonAnswer,
  })
  async compareBenchResults({ baselineBenchResultId, candidateBenchResultId, tolerancePercent }: z.output<typeof Params>): Promise<z.input<typeof ComparisonAnswer>> {
    const sameRun = baselineBenchResultId === candidateBenchResultId;
    const baseline = readMeasured(this.octoperf, baselineBenchResultId, 'baseline');
    const [before, now] = await Promise.all([baseline, sameRun ? baseline : readMeasured(this.octoperf, candidateBenchResultId, 'candidate')]);
    const comparison = compare(before, now, tolerancePercent);
    return shownComparison(comparison, decide(comparison, { sameRun, tolerancePercent }), { before, now, tolerancePercent });
  }
}
