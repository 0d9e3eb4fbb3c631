import { Injectable } from '@nestjs/common';
import { figureText } from '../../charts/figures.js';
import { metricTitle, unitOf } from '../../charts/metric-names.js';
import { isTerminal } from '../../contract/bench-result.js';
import type { ReportItem, ReportItemMetric } from '../../contract/bench-report.js';
import type { MetricId } from '../../contract/metric.js';
import type { RunData } from '../analysis/run-data.js';
import { figuresOf } from '../analysis/summary-values.js';
import { Access } from '../api/access.js';
import { RunReadings } from '../api/analysis/run-readings.js';
import { asBench } from '../api/runtime/bench-results/bench-entity.js';
import { LiveBenches } from '../api/runtime/bench-results/live-benches.js';
import type { Account } from '../storage/identity-store.js';
import { duration } from './views/figures.js';
import { stateBadge } from './views/parts.js';

const FIGURES: readonly MetricId[] = ['HITS_TOTAL', 'HITS_RATE', 'ERRORS_PERCENT', 'RESPONSE_TIME_AVG', 'RESPONSE_TIME_PERCENTILE_95', 'THROUGHPUT_RATE'];
const CHARTS: Readonly<Record<string, readonly MetricId[]>> = { load: ['USERLOAD', 'HITS_RATE'], times: ['RESPONSE_TIME_AVG', 'RESPONSE_TIME_PERCENTILE_95'] };
const NAMES: Readonly<Record<string, string>> = { load: 'Users and hit rate', times: 'Response times' };
/** A second is written after it is over, and agents hand theirs in later. */
const SETTLED_SECONDS = 5;

/** What a page shows of a run while it goes on. `state` is HTML of ours; everything else is text. */
export interface Live {
  readonly terminal: boolean;
  readonly stateName: string;
  readonly state: string;
  readonly percent: number;
  readonly left: string;
  readonly figures: readonly { readonly label: string; readonly value: string; readonly bad: boolean }[];
}

/** First figures of runs under way: all that was measured up to now. */
@Injectable()
export class LiveFigures {
  constructor(private readonly access: Access, private readonly readings: RunReadings, private readonly benches: LiveBenches) {}

  async of(caller: Account, benchResultId: string): Promise<Live> {
    const bench = asBench((await this.access.document(caller, 'benchResult', benchResultId, 'read')).document);
    const percent = this.benches.get(benchResultId)?.progress() ?? bench.progress ?? 0;
    const terminal = isTerminal(bench.state);
    const left = terminal || bench.startedAt === undefined ? '' : `About ${duration(Math.max(0, bench.startedAt + bench.plannedMs - Date.now()))} left of ${duration(bench.plannedMs)}.`;
    return { terminal, stateName: bench.state, state: stateBadge(bench.state).text, percent: Math.round(percent), left, figures: await figuresNow(await this.readings.run(caller, benchResultId)) };
  }

  /** The chart of that name as an item, for the page of a run; undefined for any other name. */
  chart(benchResultId: string, name: string): ReportItem | undefined {
    const metrics = Object.hasOwn(CHARTS, name) ? CHARTS[name] : undefined;
    return metrics && { '@type': 'LineChartReportItem', id: '', name: NAMES[name] ?? '', metrics: metrics.map((id) => metricOf(id, benchResultId)) };
  }
}

function metricOf(id: MetricId, benchResultId: string): ReportItemMetric {
  if (id === 'USERLOAD') return { id, type: 'LOAD', benchResultId, filters: [], configs: [] };
  return { id, type: 'BASIC', benchResultId, configs: [], filters: [{ '@type': 'SingleTermFilter', field: 'subSampleType', term: 'Hit' }] };
}

async function figuresNow(run: RunData): Promise<Live['figures']> {
  const values = await figuresOf('SummaryReportItem', FIGURES.map((id) => metricOf(id, run.benchResultId)), { runs: new Map([[run.benchResultId, run]]) });
  const measured = FIGURES.map((id, index) => ({ label: metricTitle(id), value: figureText(values[index] ?? null, unitOf(id)), bad: id.startsWith('ERRORS') && Number(values[index]) > 0 }));
  return [{ label: 'Users', value: String(await usersNow(run)), bad: false }, ...measured];
}

/** Users alive in the last second that every load generator has told of. */
async function usersNow(run: RunData): Promise<number> {
  const last = run.seconds?.last;
  if (last === undefined) return 0;
  const rows = await run.users({ first: last - SETTLED_SECONDS, last });
  const latest = new Map<string, { second: number; users: number }>();
  for (const { profileId, region, injectorId, second, users } of rows) {
    const key = JSON.stringify([profileId, region, injectorId]);
    if (second >= (latest.get(key)?.second ?? 0)) latest.set(key, { second, users });
  }
  return [...latest.values()].reduce((sum, { users }) => sum + users, 0);
}
