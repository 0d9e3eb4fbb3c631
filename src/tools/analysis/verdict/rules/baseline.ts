import type { Comparison } from '../comparison/compare.js';
import type { Decision } from '../comparison/gate.js';
import type { Finding } from './finding.js';
import { rounded } from './words.js';

/** What a comparison with a baseline adds to a verdict: a regression fails the run, a comparison that cannot be made is told. */
export function baselineFindings({ gate, conclusion }: Decision, { whole }: Comparison): Finding[] {
  if (gate === 'PASS') return [];
  const what = `Against the baseline: ${conclusion.replace(/^[A-Z]+: /, '')}`;
  const { avgMs } = whole;
  return [{
    rule: 'BASELINE', severity: gate === 'FAIL' ? 'FAIL' : 'INFO', what, shown: { types: [], otherwise: 'compare_bench_results' },
    ...(Number.isFinite(avgMs.baseline + avgMs.candidate) ? { figure: rounded(avgMs.candidate), unit: 'ms', threshold: rounded(avgMs.baseline) } : {}),
  }];
}
