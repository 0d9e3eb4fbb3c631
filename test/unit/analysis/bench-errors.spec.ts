import { describe, expect, it } from 'vitest';
import type { ReportItem } from '../../../src/contract/bench-report.js';
import type { MetricFilter } from '../../../src/contract/metric.js';
import { benchErrors } from '../../../src/local/analysis/bench-errors.js';
import type { ErrorRow } from '../../../src/local/analysis/run-data.js';
import { stripTerminalColours } from '../../../src/local/analysis/terminal-colours.js';
import { container, generateRun, named, reading, RUN, START, storedRun, summary } from './generated-run.js';

const ESC = '\u001B';
const errorOf = (timestamp: number, more: Partial<ErrorRow> = {}): ErrorRow => ({ virtualUserId: 'vu-b', actionId: 'vu-b-home', timestamp, responseCode: '500', errorMessage: 'Internal Server Error', assertions: [], ...more });
const item = (...filters: MetricFilter[]): ReportItem => ({ '@type': 'ErrorsReportItem', id: 'i', name: 'Errors', benchResultId: RUN, filters });
const { samples } = generateRun({ count: 400 });
const runWith = (...errors: ErrorRow[]) => reading(storedRun(samples, { startedAt: START }, [], errors).data);

describe('the error samples of a run', () => {
  it('come newest first, each with what tells a failed assertion from an exception', async () => {
    const assertions = [{ name: 'title', message: 'Text expected to contain /Cart/' }];
    const errors = await benchErrors(item(), runWith(errorOf(START + 1), errorOf(START + 3, { responseCode: '-1', injectorId: 'eu-1' }), errorOf(START + 2, { responseCode: '200', assertions })));
    expect(errors.map(({ timestamp, responseCode }) => [timestamp - START, responseCode])).toEqual([[3, '-1'], [2, '200'], [1, '500']]);
    expect(errors[0]).toMatchObject({ benchResultId: RUN, actionId: 'vu-b-home', loadGenerator: 'eu-1' });
    expect(errors[1]?.assertions).toEqual(assertions);
    expect('loadGenerator' in (errors[1] ?? {})).toBe(false);
  });

  it('are cut to the window, from included, to excluded', async () => {
    const errors = runWith(errorOf(START), errorOf(START + 10), errorOf(START + 20));
    expect((await benchErrors(item(), { ...errors, from: START, to: START + 20 })).map(({ timestamp }) => timestamp - START)).toEqual([10, 0]);
  });

  it('are filtered by the tags of their action', async () => {
    const errors = runWith(errorOf(START), errorOf(START + 1, { virtualUserId: 'vu-a', actionId: 'vu-a-home' }), errorOf(START + 2, { region: 'us' }), errorOf(START + 3, { virtualUserId: 'vu-a' }));
    const kept = async (...filters: MetricFilter[]): Promise<number[]> => (await benchErrors(item(...filters), errors)).map(({ timestamp }) => timestamp - START);
    expect(await kept(named('virtualUserName', 'Buyer'))).toEqual([2, 0]);
    expect(await kept(named('actionPath', 'vu-a-home'))).toEqual([1]);
    expect(await kept(named('region', 'eu'))).toEqual([1, 0]);
    expect(await kept(container)).toEqual([]);
    expect(await kept(named('region', 'mars'))).toEqual([]);
    await expect(kept(named('colour', 'red'))).rejects.toThrow(/cannot be filtered on "colour"/);
  });

  it('lose terminal colours in messages and assertions', async () => {
    const [error] = await benchErrors(item(), runWith(errorOf(START, { errorMessage: `${ESC}[31mexpect${ESC}[39m(received)`, assertions: [{ name: `${ESC}[1mname${ESC}[0m`, message: `a${ESC}[2K` }] })));
    expect(error).toMatchObject({ errorMessage: 'expect(received)', assertions: [{ name: 'name', message: 'a' }] });
  });

  it('are none in a run without errors, and another item is refused', async () => {
    expect(await benchErrors(item(), runWith())).toEqual([]);
    await expect(benchErrors(summary(), runWith())).rejects.toThrow(/get_report_summary_values/);
  });
});

describe('terminal colours', () => {
  it.each([
    [`${ESC}[38;5;196mred${ESC}[m`, 'red'],
    [`\u009B31mred\u009B0m`, 'red'],
    [`${ESC}]8;;http://localhost/${ESC}\\link${ESC}]8;;${ESC}\\`, 'link'],
    [`${ESC}]0;title\u0007text`, 'text'],
    [`${ESC}Mtext`, 'text'],
    ['[31m is text, and so is \u00E9', '[31m is text, and so is \u00E9'],
  ])('%j', (text, plain) => {
    expect(stripTerminalColours(text)).toBe(plain);
  });

  it('takes long hostile text', () => {
    expect(stripTerminalColours(`${ESC}[`.repeat(200_000)).length).toBeLessThanOrEqual(400_000);
    expect(stripTerminalColours(`${ESC}[${'1;'.repeat(400_000)}`).length).toBeGreaterThan(0);
  });
});
