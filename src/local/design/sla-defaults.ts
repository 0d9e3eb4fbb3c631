import type { MetricId } from '../../contract/metric.js';
import type { Threshold } from '../../contract/sla-profile.js';

/**
 * Bands suggested per metric. The platform's own figures are not published ("the same sourced defaults as the web UI", behaviour.md
 * §15.4): these are ours, each from a public source or from a figure that OctoPerf's guides use.
 */

/** Samples in a row before a band counts: one slow second alone raises no alarm (the example of entities.md A.7). */
const IN_A_ROW = 3;

/** Where a metric turns from good to doubtful, and from doubtful to bad. `less` = the smaller the value the better. */
interface Limits { readonly better: 'less' | 'more'; readonly doubtful: number; readonly bad: number }

/** Apdex: satisfied up to T, frustrated beyond 4 T (Apdex Technical Specification 1.1); T = 1 s as in the default report (entities.md A.3). */
const RESPONSE: Limits = { better: 'less', doubtful: 1000, bad: 4000 };
/** The longest wait: frustrated users begin at 4 s (Apdex as above); attention is lost at 10 s (Nielsen, "Response Times: The 3 Important Limits", 1993). */
const LONGEST_RESPONSE: Limits = { better: 'less', doubtful: 4000, bad: 10_000 };
/** First byte: good up to 0.8 s, poor beyond 1.8 s (web.dev, "Time to First Byte"). */
const FIRST_BYTE: Limits = { better: 'less', doubtful: 800, bad: 1800 };
/** Connecting: suspicious from 40 % of the response time on (scenario-diagnosis skill, behaviour.md §24), here of the limits above. */
const CONNECT: Limits = { better: 'less', doubtful: 400, bad: 1600 };
/** Above 5 % of errors a run is diagnosed before anything else (scenario-diagnosis skill, behaviour.md §24); 1 % ours. */
const ERRORS: Limits = { better: 'less', doubtful: 1, bad: 5 };
const SUCCESSES: Limits = { better: 'more', doubtful: 99, bad: 95 };
/** Ratings of the Apdex specification: good from 0.85 on, fair from 0.70 on, poor below. */
const APDEX: Limits = { better: 'more', doubtful: 0.85, bad: 0.7 };

const LIMITS: ReadonlyMap<MetricId, Limits> = new Map<MetricId, Limits>([
  ['RESPONSE_TIME_AVG', RESPONSE], ['RESPONSE_TIME_MEDIAN', RESPONSE],
  ['RESPONSE_TIME_PERCENTILE_80', RESPONSE], ['RESPONSE_TIME_PERCENTILE_90', RESPONSE], ['RESPONSE_TIME_PERCENTILE_95', RESPONSE], ['RESPONSE_TIME_PERCENTILE_99', RESPONSE],
  ['RESPONSE_TIME_MAX', LONGEST_RESPONSE],
  ['LATENCY_AVG', FIRST_BYTE],
  ['CONNECT_TIME_AVG', CONNECT],
  ['ERRORS_PERCENT', ERRORS], ['HITS_SUCCESSFUL_PERCENT', SUCCESSES],
  ['RESPONSE_TIME_APDEX', APDEX], ['CONNECT_TIME_APDEX', APDEX], ['LATENCY_APDEX', APDEX],
]);

type Range = Threshold['value']['range'];

function band(name: string, severity: Threshold['severity'], range: Range): Threshold {
  return { '@type': 'Threshold', id: '', name, severity, time: { '@type': 'OccurrenceCondition', times: IN_A_ROW }, value: { '@type': 'RangeCondition', range } };
}

/** From good to bad without a gap or an overlap: a limit itself belongs to the better side. */
function ranges({ better, doubtful, bad }: Limits): readonly [Range, Range, Range] {
  return better === 'less'
    ? [{ upperEndpoint: doubtful, upperBoundType: 'CLOSED' }, { lowerEndpoint: doubtful, lowerBoundType: 'OPEN', upperEndpoint: bad, upperBoundType: 'CLOSED' }, { lowerEndpoint: bad, lowerBoundType: 'OPEN' }]
    : [{ lowerEndpoint: doubtful, lowerBoundType: 'CLOSED' }, { lowerEndpoint: bad, lowerBoundType: 'CLOSED', upperEndpoint: doubtful, upperBoundType: 'OPEN' }, { upperEndpoint: bad, upperBoundType: 'OPEN' }];
}

/** The bands to start from, in the metric's unit (ms, %, Apdex score), ids still empty; [] for a metric no figure holds for everywhere (counts, rates, sizes). */
export function defaultBands(metric: MetricId): Threshold[] {
  const limits = LIMITS.get(metric);
  if (limits === undefined) return [];
  const [passed, warning, critical] = ranges(limits);
  return [band('Good', 'PASSED', passed), band('Doubtful', 'WARNING', warning), band('Bad', 'CRITICAL', critical)];
}
