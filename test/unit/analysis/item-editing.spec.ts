import { describe, expect, it } from 'vitest';
import { METRIC_IDS, type MetricFilter } from '../../../src/contract/metric.js';
import { itemAllowSelect } from '../../../src/local/analysis/item-allow-select.js';
import { validateItem } from '../../../src/local/analysis/item-validation.js';
import { checkMetric } from '../../../src/local/analysis/metric-rules.js';
import type { RunData } from '../../../src/local/analysis/run-data.js';
import { tagKeys, tagValues } from '../../../src/local/analysis/tag-index.js';
import { generateRun, hit, metric, named, RUN, storedRun, summary, line } from './generated-run.js';

const run = generateRun({ seed: 9, count: 800 });
const sla = { actionId: 'a', profile: { id: 'p', userId: '', projectId: 'x', name: 'Checkout', thresholds: [{ metric: 'ERRORS_TOTAL' as const, thresholds: [] }] }, virtualUserId: 'vu-b', virtualUserName: 'Buyer', scopeId: undefined, path: ['Buyer'] };
const data: RunData = { ...run.data, actions: [{ actionId: 'vu-b-page', path: 'Page' }, { actionId: 'vu-b-home', path: 'Page⫽Home' }], slaAttachments: [sla] };
const runs = new Map([[RUN, data]]);
const METRIC_ITEMS = ['Summary', 'BarChart', 'StatisticTable', 'StatisticTree', 'Top', 'PieChart', 'LineChart', 'PercentilesChart', 'StackedChart', 'AreaRangeChart'].map((name) => `${name}ReportItem`);
const violations = async (...filters: MetricFilter[]): Promise<string[]> => (await validateItem(summary(metric('HITS_TOTAL', filters)), runs)).violations;

describe('what an item may select', () => {
  it.each(METRIC_ITEMS)('%s: exactly what its values can be computed for', (type) => {
    const { sampleTypes, metricIdsBySampleType } = itemAllowSelect(type);
    expect(sampleTypes).toEqual(Object.keys(metricIdsBySampleType));
    for (const sampleType of ['BASIC', 'WEB', 'LOAD', 'NUMBER_COUNTER', 'STRING_COUNTER'] as const) {
      expect(metricIdsBySampleType[sampleType] ?? []).toEqual(METRIC_IDS.filter((id) => checkMetric(type, metric(id, [], sampleType)) === undefined));
    }
  });

  it('says which tags filters name, what closes them and what they hang on', () => {
    const { tagKeyConstraints } = itemAllowSelect('LineChartReportItem');
    expect(Object.keys(tagKeyConstraints).sort()).toEqual(['actionPath', 'connectionName', 'counterPath', 'injectorId', 'monitorType', 'region', 'subSampleType', 'virtualUserName']);
    expect(tagKeyConstraints['subSampleType']).toEqual({ required: false, allowedValues: ['Hit', 'Container'], single: false, dependsOn: [] });
    expect(tagKeyConstraints['injectorId']).toEqual({ required: false, allowedValues: [], single: false, dependsOn: ['region'] });
    expect(itemAllowSelect('PieChartReportItem').tagKeyConstraints).not.toHaveProperty('counterPath');
  });

  it('is refused of an item without metrics', () => {
    expect(() => itemAllowSelect('ErrorsReportItem')).toThrow('A ErrorsReportItem carries no metrics. Items that do: LineChartReportItem');
  });
});

describe('the tags of a run', () => {
  it('are those under which something was measured', async () => {
    expect(await tagKeys([data], 'BASIC')).toEqual(['subSampleType', 'region', 'injectorId', 'virtualUserName', 'actionPath']);
    expect(await tagKeys([data], 'CONTAINER')).toEqual(['region', 'injectorId', 'virtualUserName', 'actionPath']);
    expect(await tagKeys([data], 'LOAD')).toEqual(['region', 'injectorId', 'virtualUserName']);
    expect(await tagKeys([data], 'NUMBER_COUNTER')).toEqual(['connectionName', 'counterPath', 'monitorType']);
    expect([await tagKeys([data], 'STRING_COUNTER'), await tagKeys([storedRun([], {}).data], 'BASIC'), await tagKeys([run.data], 'NUMBER_COUNTER')]).toEqual([[], [], []]);
  });

  it('have distinct values, narrowed by filters, over all runs', async () => {
    expect(await tagValues([data, data], 'BASIC', ['region', 'injectorId', 'virtualUserName', 'subSampleType'], {})).toEqual({ region: ['eu', 'us'], injectorId: ['eu-1', 'eu-2', 'us-1'], virtualUserName: ['Buyer', 'Visitor'], subSampleType: ['Container', 'Hit'] });
    expect(await tagValues([data], 'BASIC', ['injectorId'], { region: ['us'] })).toEqual({ injectorId: ['us-1'] });
    expect(await tagValues([data], 'BASIC', ['actionPath'], { virtualUserName: ['Buyer'], subSampleType: ['Hit'] })).toEqual({ actionPath: ['Basket', 'Home.resources', 'Page⫽Home'] });
    expect(await tagValues([data], 'BASIC', ['virtualUserName'], { actionPath: ['vu-b-home'] })).toEqual({ virtualUserName: ['Buyer'] });
    expect(await tagValues([data], 'LOAD', ['virtualUserName'], { region: ['us'] })).toEqual({ virtualUserName: ['Visitor'] });
    expect(await tagValues([data], 'NUMBER_COUNTER', ['counterPath', 'monitorType'], { connectionName: ['SLA us-1 (us)'] })).toEqual({ counterPath: ['Checkout⫽Buyer⫽ERRORS_TOTAL'], monitorType: ['SLA'] });
  });

  it('are refused where samples of that type carry no such tag', async () => {
    await expect(tagValues([data], 'LOAD', ['actionPath'], {})).rejects.toThrow('Use one of region, injectorId, virtualUserName');
    await expect(tagValues([data], 'BASIC', ['region'], { __proto__: ['x'], counterPath: ['x'] })).rejects.toThrow('no tag "counterPath"');
    await expect(tagValues([data], 'STRING_COUNTER', ['counterPath'], {})).rejects.toThrow('They carry none');
  });
});

describe('whether an item can be read', () => {
  it('is so for metrics, filters and runs that exist', async () => {
    const good = line(metric('HITS_TOTAL', [hit, named('region', 'eu'), named('injectorId', 'eu-2'), named('actionPath', 'Page⫽Home')]), metric('USERLOAD', [named('virtualUserName', 'Buyer', 'Visitor')], 'LOAD'), metric('MONITORING', [named('counterPath', 'Checkout⫽Buyer⫽ERRORS_TOTAL')], 'NUMBER_COUNTER'), metric('HITS_RATE', [], 'CONTAINER'));
    expect(await validateItem(good, runs)).toEqual({ valid: true, violations: [] });
  });

  it('is not, with every reason named by metric and cure', async () => {
    const { valid, violations: found } = await validateItem(summary(metric('HITS_TOTAL'), metric('USERLOAD', [named('actionPath', 'x'), named('injectorId', 'eu-1')], 'BASIC'), { ...metric('HITS_RATE'), benchResultId: 'other' }), runs);
    expect(valid).toBe(false);
    expect(found.map((violation) => violation.slice(0, 30))).toEqual(['Metric 1 (USERLOAD): USERLOAD ', 'Metric 1 (USERLOAD): USERLOAD ', 'Metric 1 (USERLOAD): USERLOAD ', 'Metric 1 (USERLOAD): A filter ', 'Metric 2 (HITS_RATE): the run ']);
    expect(found.join(' ')).toMatch(/accepted on LineChartReportItem.*Set type to LOAD.*Filter on one of region.*needs a filter on region.*Set benchResultId to one of the report/);
  });

  it('is not where a filter names what the run did not measure', async () => {
    expect(await violations(named('region', 'eu', 'mars'))).toEqual(['Metric 0 (HITS_TOTAL): "mars" is no region that this run measured. Use one of "eu", "us" (get_report_tag_values).']);
    expect(await violations(named('region', 'us'), named('injectorId', 'eu-1'))).toEqual(['Metric 0 (HITS_TOTAL): "eu-1" is no injectorId that this run measured in that region. Use one of "us-1" (get_report_tag_values).']);
    expect((await violations(named('subSampleType', 'Page')))[0]).toContain('subSampleType is Hit');
    expect((await violations(named('counterPath', 'x')))[0]).toContain('cannot be filtered on "counterPath"');
    expect((await validateItem({ '@type': 'ErrorsReportItem', id: 'i', name: 'Errors', benchResultId: RUN, filters: [named('virtualUserName', 'Nobody')] }, runs)).violations[0]).toContain('Use one of "Buyer", "Visitor"');
  });

  it('asks no values of a run that measured nothing yet', async () => {
    expect(await validateItem(summary(metric('HITS_TOTAL', [named('region', 'mars')])), new Map([[RUN, storedRun([], {}).data]]))).toEqual({ valid: true, violations: [] });
  });

  it('is not for a shape that nothing reads', async () => {
    for (const wrong of [{ '@type': 'DonutReportItem', name: 'x' }, { ...line(metric('HITS_TOTAL')), '@type': 'StackedChartReportItem' }, { ...summary(), metrics: [{ id: 'HITS' }] }]) {
      expect(await validateItem(wrong, runs)).toMatchObject({ valid: false, violations: expect.arrayContaining([expect.stringContaining('octoperf://schema/bench-report')]) as unknown });
    }
    expect(await validateItem({ '@type': 'TextReportItem', id: 'i', name: 'Text', description: 'x' }, runs)).toEqual({ valid: true, violations: [] });
    expect((await validateItem({ '@type': 'SynopsisReportItem', id: 'i', name: 'S', benchResultId: 'gone' }, runs)).violations).toHaveLength(1);
  });
});
