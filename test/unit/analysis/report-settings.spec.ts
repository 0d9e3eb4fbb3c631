import { describe, expect, it } from 'vitest';
import type { BenchReport, OpenReportItem } from '../../../src/contract/bench-report.js';
import { refuseBeyondLimits, refuseTimeRangeOfSeveral } from '../../../src/local/analysis/reports/report-settings.js';

const item = (id: string, type: string, metrics: number): OpenReportItem => ({ '@type': type, id, name: id, metrics: Array.from({ length: metrics }, () => ({ id: 'HITS_TOTAL' })) });
const report = (items: OpenReportItem[], ...configs: BenchReport['configs']): BenchReport => ({ id: 'r', userId: '', projectId: 'p', benchResultIds: ['run'], name: 'R', description: '', tags: [], created: 0, lastModified: 0, configs, items });
const LIMITS = { '@type': 'LimitsReportConfig', maxLines: 2, maxColumns: 3, maxPies: 0 };

describe('the limits of a report', () => {
  it('hold for metrics that are added, and name the item, the limit and the way out', () => {
    expect(() => { refuseBeyondLimits(report([item('a', 'LineChartReportItem', 3)], LIMITS), report([])); }).toThrow(/"a" would have 3 metrics; the report allows 2 on a LineChartReportItem \(maxLines/);
    expect(() => { refuseBeyondLimits(report([item('a', 'StatisticTreeReportItem', 4)], LIMITS), report([item('a', 'StatisticTreeReportItem', 3)])); }).toThrow(/maxColumns/);
    expect(() => { refuseBeyondLimits(report([item('a', 'PieChartReportItem', 1)], LIMITS), report([])); }).toThrow(/maxPies/);
  });

  it('leave alone what was beyond them before, what is within, and what they do not count', () => {
    const many = item('a', 'LineChartReportItem', 5);
    refuseBeyondLimits(report([many], LIMITS), report([many]));
    refuseBeyondLimits(report([item('a', 'LineChartReportItem', 4)], LIMITS), report([many]));
    refuseBeyondLimits(report([item('a', 'LineChartReportItem', 2), item('b', 'SummaryReportItem', 9), item('c', 'TopReportItem', 9)], LIMITS), report([]));
    refuseBeyondLimits(report([many]), report([]));
  });
});

describe('a time range', () => {
  const RANGE = { '@type': 'TimeRangeReportConfig', from: 1, to: 2 };
  const TREND = { '@type': 'TrendReportConfig', selectors: [], shownResults: 20 };

  it('is refused where a report reads several runs, and stays where it was', () => {
    const compared = { ...report([], RANGE), benchResultIds: ['a', 'b'] };
    expect(() => { refuseTimeRangeOfSeveral(compared, report([])); }).toThrow(/belongs to a report of one run/);
    expect(() => { refuseTimeRangeOfSeveral(report([], RANGE, TREND), report([], TREND)); }).toThrow(/belongs to a report of one run/);
    refuseTimeRangeOfSeveral(compared, report([], RANGE));
    refuseTimeRangeOfSeveral(report([], RANGE), report([]));
  });
});
