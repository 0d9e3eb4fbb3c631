import { isTerminal } from '../../../../contract/bench-result.js';
import type { RunFacts } from '../reading/run-facts.js';
import type { Finding } from './finding.js';
import { counted, rounded } from './words.js';

/** About what one generator of 4 to 8 processors can send (scenario-diagnosis skill, documented; behaviour.md §24). */
const HITS_PER_GENERATOR = 1000;
const GENERATORS = ['LoadGeneratorsChartReportItem', 'LoadGeneratorsTreeReportItem'];
const shown = { types: [], otherwise: 'get_bench_result' } as const;
const UNTRUSTED = 'the response times hold its own delays and are not to be trusted: use fewer users or more load generators, and run again';

/** Whether the load generators kept up. Comes first: where they did not, no response time says anything about the site. */
export function generatorFindings({ run, generators, generatorCount, figures }: RunFacts): Finding[] {
  const overloaded = (generators ?? []).filter(({ verdict }) => verdict === 'BOTTLENECK');
  if (overloaded.length > 0) {
    const many = (generators?.length ?? 1) > 1 ? ` (${overloaded.length} of ${generators?.length ?? 1} generators)` : '';
    return [{ rule: 'GENERATOR', severity: 'WARN', what: `The load generator was the bottleneck${many}: ${(overloaded[0]?.reasons ?? []).slice(0, 2).join(' ')} So ${UNTRUSTED}.`, shown }];
  }
  const most = HITS_PER_GENERATOR * (generatorCount ?? 1);
  if (generators !== undefined || !isTerminal(run.state) || generatorCount === undefined || figures.hitsPerSec <= most) return [];
  return [{
    rule: 'GENERATOR', severity: 'WARN', figure: rounded(figures.hitsPerSec), unit: '/s', threshold: most, shown: { types: GENERATORS, otherwise: 'get_bench_result' },
    what: `${counted(generatorCount, 'load generator')} sent ${rounded(figures.hitsPerSec)} hits/s; about ${HITS_PER_GENERATOR}/s is what one can do, and an overloaded one measures itself: look at its CPU before any response time.`,
  }];
}

/** Whether response times were measured by generators that were busy with themselves. */
export const timesAreDoubtful = (findings: readonly Finding[]): boolean => findings.some(({ rule }) => rule === 'GENERATOR');
