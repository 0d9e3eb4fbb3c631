import type { PieValues } from '../../../contract/report-values.js';
import { topValues } from '../top-values.js';
import { distance, made, percentOf, type Finding, type Findings, type Ground } from './finding.js';

const STEADY = { referenceType: 'SUMMARY', rangeType: 'RAW' } as const;
/** Codes that a server answered; anything else was no HTTP answer (-1 = engine exception, bench-reports skill). */
const ANSWERED = /^[1-5]\d\d$/;

/** What failed: by kind of answer, by request, and whether in bursts. @param codes samples by response code. */
export async function errorFindings(ground: Ground, codes: PieValues[number]): Promise<Findings> {
  const { items } = ground;
  const percent = items.hit('ERRORS_PERCENT');
  const more = items.stacked('Response codes', items.metric('HTTP_RESPONSE_CODES', 'WEB'));
  const all = total(codes, () => true);
  const share = (matches: (code: string) => boolean): Finding | undefined => {
    const value = percentOf(total(codes, matches), all);
    return value === undefined ? undefined : { value, more };
  };
  return made({
    STEP_BY_STEP_ERRORS: await failingRequest(ground),
    PEAK_OF_ERRORS: await distance(ground, items.area('Errors against their average', percent, percent, STEADY), items.line('Errors', percent)),
    OVERALL_ERROR_4XX: share((code) => code.startsWith('4') && ANSWERED.test(code)),
    OVERALL_ERROR_5XX: share((code) => code.startsWith('5') && ANSWERED.test(code)),
    OVERALL_ERROR_NONE: share((code) => !ANSWERED.test(code)),
  });
}

async function failingRequest({ items, reading }: Ground): Promise<Finding | undefined> {
  const more = items.top('Requests that fail most', items.hit('ERRORS_PERCENT'));
  const { actionIds: [actionId], values: [value] = [] } = await topValues({ ...more, size: 1 }, reading);
  return typeof value === 'number' && actionId !== undefined ? { value, more, inspect: items.summary('The request that fails most', items.hit('ERRORS_PERCENT', actionId)) } : undefined;
}

const total = (figures: PieValues[number], matches: (label: string) => boolean): number => Object.entries(figures).reduce((sum, [label, figure]) => sum + (matches(label) ? figure : 0), 0);
