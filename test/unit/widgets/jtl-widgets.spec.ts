import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { allowedFor, check, fails, OF_A_RUN, tableOf, together } from '../../../scripts/widgets/checks.js';

const SCRIPT = fileURLToPath(new URL('../../../scripts/widgets/jtl-widgets.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'jtl-widgets-'));
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

/** What the script answers for items about a JTL of that text. */
function told(jtl: string, items: object[], more: object = {}): { samples: number; startMs: number; endMs: number; items: Record<string, unknown> } {
  const file = join(folder, 'results.jtl');
  writeFileSync(file, jtl);
  return JSON.parse(execFileSync(process.execPath, [SCRIPT], { input: JSON.stringify({ files: [file], items: items.map((item, id) => ({ id: String(id), ...item })), ...more }), encoding: 'utf8' })) as ReturnType<typeof told>;
}
const metrics = (...ids: string[]) => ids.map((id) => ({ id, filters: [] }));
const JTL = ['timeStamp,elapsed,label,responseCode,threadName,success,failureMessage,bytes,sentBytes,allThreads,Latency,Connect',
  '1000,100,"a, b",200,t 1-1,true,,10,1,1,50,5', '1500,300,c,500,t 1-1,false,"said ""no""\nand more",20,2,2,100,0', '2400,200,c,Non HTTP response code: java.io.IOException,t 1-2,false,,30,3,2,0,0', '2700,400,c,200,t 1-2,true,,40,4,1,300,0', '2900,1'].join('\r\n');

describe('the independent script', () => {
  it('reads quotes, line ends within them and a last line that was cut short', () => {
    const { samples, startMs, endMs, items } = told(JTL, [{ '@type': 'SummaryReportItem', metrics: metrics('HITS_TOTAL', 'ERRORS_PERCENT', 'RESPONSE_TIME_AVG', 'RESPONSE_TIME_MEDIAN', 'THROUGHPUT_TOTAL', 'CONNECT_TIME_MAX', 'NETWORK_TIME_AVG', 'HITS_RATE', 'MONITORING') }]);
    expect([samples, startMs, endMs]).toEqual([4, 1000, 3100]);
    expect(items['0']).toEqual([4, 50, 250, 200, 100, 5, 137.5, 4 / 2.1, null]);
  });

  it('counts failures of an import by their message, and reads files without a header and with other separators', () => {
    const errors = [{ '@type': 'SummaryReportItem', metrics: metrics('ERRORS_TOTAL') }];
    expect(told(JTL, errors, { failedBy: 'import' }).items['0']).toEqual([1]);
    expect(told('1000\t7\tx\t200\tOK\tt\ttext\tfalse\t\t1\t1\t1\t1\tnull\t3\t0\t2\n', errors).items['0']).toEqual([1]);
  });

  it('answers rows, ranks, slices, percentiles and kept errors', () => {
    const { items } = told(JTL, [
      { '@type': 'StatisticTableReportItem', metrics: metrics('HITS_TOTAL') }, { '@type': 'TopReportItem', size: 1, metrics: metrics('RESPONSE_TIME_AVG') }, { '@type': 'PieChartReportItem', metrics: metrics('HTTP_RESPONSE_CODES', 'HTTP_METHODS') },
      { '@type': 'PercentilesChartReportItem', at: [25, 50, 100], metrics: metrics('RESPONSE_TIME_AVG') }, { '@type': 'ErrorsReportItem' }, { '@type': 'SummaryReportItem', metrics: [{ id: 'HITS_TOTAL', filters: [{ field: 'subSampleType', term: 'Container' }] }] },
    ]);
    expect(items).toEqual({ 0: { 'a, b': [1], c: [3] }, 1: [{ label: 'c', value: 300 }], 2: [{ 200: 2, 500: 1, '-1': 1 }, null], 3: [[100, 200, 400]], 4: { failed: 2, kept: 2 }, 5: [null] });
  });

  it('gives a range where the second is in doubt, and none where it is not', () => {
    // Ends at 1100 and 1800: certain; 2600 and 3100 too. One more that ends at 1950: it may have been counted in either second.
    const { items } = told(`${JTL.split('\r\n').slice(0, -1).join('\r\n')}\r\n1900,50,c,200,t 1-1,true,,10,1,1,50,5\r\n`, [{ '@type': 'LineChartReportItem', grid: { first: 1, seconds: 1 }, metrics: metrics('HITS_TOTAL') }, { '@type': 'AreaRangeChartReportItem', grid: { first: 1, seconds: 1 }, referenceType: 'SUMMARY', rangeType: 'RAW', metrics: metrics('RESPONSE_TIME_MAX', 'RESPONSE_TIME_MAX') }]);
    expect(items['0']).toEqual([{ 1000: [2, 3], 2000: [1, 2], 3000: [1, 1] }]);
    expect(items['1']).toMatchObject({ rmse: [Math.sqrt((100 ** 2 + 200 ** 2) / 3), Math.sqrt((100 ** 2 + 200 ** 2) / 3)].map((rmse) => expect.closeTo(rmse, 6) as number) });
  });
});

describe('a comparison', () => {
  it('fails where a figure is further away than it may be, missing, or outside its range', () => {
    expect(check('w', 'HITS_TOTAL', 5, 6, allowedFor('HITS_TOTAL', 5, OF_A_RUN)).map(fails)).toEqual([true]);
    expect(check('w', 'RESPONSE_TIME_AVG', 5.4, 5, allowedFor('RESPONSE_TIME_AVG', 5.4, OF_A_RUN)).map(fails)).toEqual([false]);
    expect(check('w', 'RESPONSE_TIME_AVG', 'NaN', 5, 1).map(fails)).toEqual([true]);
    expect([[2, 3], [4, 5]].flatMap(([low = 0, high = 0]) => check('w', 'x', 3.5, [low, high], 0.4).map(fails))).toEqual([true, true]);
    expect(check('w', 'x', 1, null, 0)).toEqual([]);
  });

  it('puts many figures into one line by the one that differs most', () => {
    const line = together('Line', 'p95', [...check('', 'at 1', 5, 5, 1), ...check('', 'at 2', 9, 5, 1), ...check('', 'at 3', 6, 5, 1)]);
    expect(line).toMatchObject([{ widget: 'Line', difference: 4, what: 'p95: 3 figures, the furthest is at 2' }]);
    expect(tableOf(line).at(-1)).toBe('| Line | p95: 3 figures, the furthest is at 2 | 9 | 5 | 4 **too much** | 1 |');
    expect(together('Line', 'p95', [])).toEqual([]);
  });
});
