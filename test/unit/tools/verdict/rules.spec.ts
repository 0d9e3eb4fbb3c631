import { describe, expect, it } from 'vitest';
import type { BenchError } from '../../../../src/contract/report-values.js';
import type { RunFacts } from '../../../../src/tools/analysis/verdict/reading/run-facts.js';
import { figuresFrom, intervalsFrom } from '../../../../src/tools/analysis/verdict/reading/figures-from.js';
import type { Thresholds } from '../../../../src/tools/analysis/verdict/rules/finding.js';
import { judge, type Further } from '../../../../src/tools/analysis/verdict/rules/judge.js';
import { pairsOf, ratioAtSameMix, slowedMost } from '../../../../src/tools/analysis/verdict/rules/same-mix.js';
import { gravityOf, slowdownOf } from '../../../../src/tools/analysis/verdict/rules/series.js';
import { worstActions } from '../../../../src/tools/analysis/verdict/rules/worst-actions.js';
import { action, facts, figures, intervals, START } from './made-up.js';
import { normal, randomOf } from './random.js';

/** Verdict and rules, as `PASS` or `FAIL ERRORS WARN SLA`. */
function told(run: RunFacts, thresholds: Thresholds = {}, further: Further = {}): string {
  const { verdict, findings } = judge(run, thresholds, { slowdown: slowdownOf(run)?.finding, ...further });
  return [verdict, ...findings.map(({ severity, rule }) => `${severity} ${rule}`)].join(' ');
}
const error = (over: Partial<BenchError> = {}): BenchError => ({ benchResultId: 'run', actionId: 'home', timestamp: START, responseCode: '500', errorMessage: '', assertions: [], ...over });

describe('a run without trouble', () => {
  it('passes, and says what nobody judged', () => {
    const { verdict, conclusion, notJudged, findings } = judge(facts(), {});
    expect([verdict, findings]).toEqual(['PASS', []]);
    expect(conclusion).toMatch(/^PASS: no errors in 3000 requests/);
    expect(notJudged).toEqual([expect.stringContaining('no SLA profile and no threshold')]);
    expect(judge(facts(), { p95Ms: 1000 }).notJudged).toEqual([]);
  });

  it('says what the backend did not offer', () => {
    expect(judge(facts({ unread: ['SLA alarms'] }), { p95Ms: 1000 }).notJudged).toEqual([expect.stringContaining('SLA alarms')]);
  });

  it('noise, one wild second and slow first requests do not fool it', () => {
    const random = randomOf(1);
    const alarms = Array.from({ length: 200 }, () => told(facts({ intervals: intervals(60, (second) => ({ avgMs: 100 + 15 * normal(random) + (second < 4 ? 900 : 0) + (second === 30 ? 5000 : 0), hits: 40 + Math.round(10 * random()) })) }))).filter((verdict) => verdict !== 'PASS');
    expect(alarms).toEqual([]);
  });

  it('a ramp-up, and answers that slow down as it climbs, are no change of the site', () => {
    const ramp = intervals(60, (second) => ({ users: Math.min(50, second + 1), hits: 5 * Math.min(50, second + 1), avgMs: 100 + 2 * Math.min(50, second + 1) }));
    expect(told(facts({ intervals: ramp, peakUsers: 50 }))).toBe('PASS');
  });

  it('users who come to slower pages later are told from pages that get slower', () => {
    const [early, late] = [[action('home', 90, 50), action('search', 10, 500)], [action('home', 10, 50), action('search', 90, 500)]];
    expect(ratioAtSameMix(pairsOf(early, late))).toBeCloseTo(1, 6);
    expect(ratioAtSameMix(pairsOf(early, [action('home', 90, 50), action('search', 10, 1000)]))).toBeGreaterThan(1.2);
    expect(slowedMost(pairsOf(early, [action('home', 90, 52), action('search', 10, 1000)]), 1.15).map(({ actionId }) => actionId)).toEqual(['search']);
    expect(pairsOf(early, [action('home', 1, 50)])).toEqual([]);
  });
});

describe('errors', () => {
  it('above 5 % fail, above 1 % warn, and the limit can be set', () => {
    const failing = (perSecond: number): RunFacts => facts({ intervals: intervals(60, () => ({ errors: perSecond })) });
    expect(told(failing(5))).toMatch(/^FAIL FAIL ERRORS/);
    expect(told(failing(1))).toMatch(/^WARN WARN ERRORS/);
    expect(told(failing(0))).toBe('PASS');
    expect(told(failing(5), { errorPercent: 15 })).toMatch(/^WARN/);
    expect(told(failing(1), { errorPercent: 1 })).toMatch(/^FAIL/);
  });

  it('one of ten requests is too few to fail a run', () => {
    const few = facts({ intervals: intervals(10, (second) => ({ hits: 1, errors: second === 5 ? 1 : 0 })) });
    expect(judge(few, {})).toMatchObject({ verdict: 'WARN', confidence: { level: 'LOW' }, findings: [{ rule: 'ERRORS', what: expect.stringContaining('too few requests') as string }] });
  });

  it('of one action among many are found; 4xx alone warn, 5xx fail', () => {
    const actions = [action('home', 2700, 100), action('pay', 300, 100, 60)];
    const broken = { actions, figures: figures(3000, 100, 60) };
    expect(told(facts({ ...broken, errors: [error({ actionId: 'pay' })] }))).toContain('FAIL ACTION_ERRORS');
    const [, link] = judge(facts({ ...broken, errors: [error({ actionId: 'pay', responseCode: '404' })] }), {}).findings;
    expect(link).toMatchObject({ severity: 'WARN', rule: 'ACTION_ERRORS', figure: 20, threshold: 5, what: expect.stringContaining('"the pay" (20 % of 300, HTTP 404)') as string });
    expect(told(facts({ ...broken, errors: [error({ actionId: 'pay', responseCode: '200', assertions: [{ name: 'a', message: 'm' }] })] }))).toContain('FAIL ACTION_ERRORS');
  });

  it('that grow with the load are told from those that do not', () => {
    const ramp = (errorsAt: (users: number) => number): RunFacts => facts({ intervals: intervals(60, (second) => ({ users: second + 1, hits: 20, errors: errorsAt(second + 1) })), peakUsers: 60 });
    expect(judge(ramp((users) => (users > 40 ? 8 : 0)), {}).conclusion).toContain('they grow with the load');
    expect(judge(ramp(() => 3), {}).conclusion).toContain('at low load already');
    expect(judge(facts({ intervals: intervals(60, () => ({ errors: 5 })) }), {}).conclusion).toContain('did not vary enough');
  });

  it('in a burst are found with their time', () => {
    const burst = facts({ intervals: intervals(60, (second) => ({ errors: second >= 30 && second < 36 ? 20 : 0 })) });
    expect(judge(burst, {}).findings.find(({ rule }) => rule === 'ERROR_BURST')).toMatchObject({ severity: 'WARN', figure: 40, what: expect.stringContaining('between 30 s and 36 s') as string });
  });
});

describe('slowdowns', () => {
  const slowed = (shape: (second: number) => number): RunFacts => {
    const random = randomOf(9);
    return facts({ intervals: intervals(40, (second) => ({ avgMs: shape(second) * (1 + 0.08 * normal(random)) })) });
  };
  it('that last are found with their moment and size', () => {
    const found = slowdownOf(slowed((second) => (second < 20 ? 100 : 300)));
    expect(found?.finding).toMatchObject({ severity: 'FAIL', rule: 'SLOWDOWN', what: expect.stringMatching(/^Under constant load response times go up from \S+ ms to \S+ ms, 20 s after the start, and stay there/) as string });
    expect(found?.slow.from).toBe(START + 20_000);
    expect(slowdownOf(slowed((second) => (second < 20 ? 100 : 150)))?.finding.severity).toBe('WARN');
    expect(slowdownOf(slowed((second) => (second < 20 ? 100 : 110)))).toBeUndefined();
    expect(slowdownOf(slowed((second) => (second < 20 ? 300 : 100)))).toBeUndefined();
  });
  it('that creep up and that pass are told apart', () => {
    expect(slowdownOf(slowed((second) => 100 + 8 * second))?.finding.what).toContain('rise steadily');
    expect(slowdownOf(slowed((second) => (second >= 18 && second < 24 ? 600 : 100)))?.finding.what).toMatch(/jump from .* between 18 s and 24 s .* then recover/);
  });
  it('need time: a few seconds prove nothing, and it is said', () => {
    const short = facts({ intervals: intervals(8, (second) => ({ avgMs: second < 4 ? 100 : 400 })) });
    expect(slowdownOf(short)).toBeUndefined();
    expect(judge(short, {}).notJudged.join(' ')).toContain('Changes during the run');
  });
  it('warn only where the SLA or a limit of the caller judges the times', () => {
    const run = slowed((second) => (second < 20 ? 100 : 300));
    expect(told(run)).toBe('FAIL FAIL SLOWDOWN');
    expect(told(run, { p95Ms: 1000 })).toBe('WARN WARN SLOWDOWN');
    expect([gravityOf(5, 12), gravityOf(100, 140), gravityOf(100, 190), gravityOf(40, 300)]).toEqual([undefined, 'WARN', 'WARN', 'FAIL']);
  });
});

describe('the load', () => {
  it('from which on more users bring no more hits is named', () => {
    const full = (users: number): { hits: number; avgMs: number } => (users <= 20 ? { hits: users * 5, avgMs: 100 } : { hits: 100, avgMs: users * 5 });
    const run = facts({ intervals: intervals(80, (second) => ({ users: Math.ceil((second + 1) / 2), ...full(Math.ceil((second + 1) / 2)) })), peakUsers: 40 });
    expect(judge(run, {}).findings).toMatchObject([{ rule: 'SATURATION', severity: 'WARN', unit: 'users', what: expect.stringMatching(/^Saturated from about (1[5-9]|2[0-5]) users on/) as string }]);
    const easy = facts({ intervals: intervals(80, (second) => ({ users: Math.ceil((second + 1) / 2), hits: 5 * Math.ceil((second + 1) / 2), avgMs: 100 })), peakUsers: 40 });
    expect(told(easy)).toBe('PASS');
  });

  it('that falls off while the users stay is a warning', () => {
    expect(told(facts({ intervals: intervals(40, (second) => ({ hits: second < 20 ? 50 : 20 })) }))).toBe('WARN WARN THROUGHPUT_DROP');
  });
});

describe('an overloaded generator', () => {
  const busy = [{ injectorId: 'i', verdict: 'BOTTLENECK', reasons: ['It used more than 90 % of a core in 5 of 7 s.'] }];
  it('comes first, and times that it measured fail nobody', () => {
    const run = facts({ generators: busy });
    expect(told(run, { p95Ms: 1 })).toBe('WARN WARN GENERATOR WARN THRESHOLD');
    expect(judge(run, {}).conclusion).toMatch(/^WARN: The load generator was the bottleneck: It used more than 90 %/);
  });
  it('does not excuse errors', () => {
    const run = facts({ generators: busy, intervals: intervals(60, () => ({ errors: 10 })) });
    expect(told(run)).toMatch(/^FAIL WARN GENERATOR FAIL ERRORS/);
    expect(judge(run, {}).conclusion).toMatch(/^FAIL: 20 % of .*The load generator was the bottleneck/);
  });
  it('is suspected from the hit rate where the backend does not tell', () => {
    const run = facts({ generators: undefined, figures: figures(180_000, 100) });
    expect(told(run)).toContain('WARN GENERATOR');
    expect(told({ ...run, generatorCount: 4 })).toBe('PASS');
  });
});

describe('the SLA', () => {
  const range = (lowerEndpoint: number) => ({ '@type': 'RangeCondition' as const, range: { lowerEndpoint, lowerBoundType: 'OPEN' as const } });
  const band = (id: string, severity: 'WARNING' | 'CRITICAL', from: number) => ({ '@type': 'Threshold' as const, id, name: `${severity} times`, severity, time: { '@type': 'OccurrenceCondition' as const, times: 1 }, value: range(from) });
  const slaProfiles = [{ id: 'sla', userId: '', projectId: 'p', name: 'Pages', thresholds: [{ metric: 'RESPONSE_TIME_AVG' as const, thresholds: [band('w', 'WARNING', 50), band('c', 'CRITICAL', 90)] }] }];
  const alarm = (thresholdId: string, severity: 'PASSED' | 'WARNING' | 'CRITICAL', observed: number) => ({ id: 'a', severity, thresholdId, counterId: 'c', connectionId: 'n', observed, start: START, end: START + 5000 });

  it('fails by CRITICAL, warns by WARNING, with the band and the worst value', () => {
    const run = facts({ slaProfiles, alarms: [alarm('w', 'WARNING', 80), alarm('c', 'CRITICAL', 95), alarm('c', 'CRITICAL', 120)] });
    expect(judge(run, {})).toMatchObject({ verdict: 'FAIL', findings: [
      { rule: 'SLA', severity: 'FAIL', figure: 120, unit: 'ms', threshold: 90, what: 'CRITICAL alarm: RESPONSE_TIME_AVG broke the band "CRITICAL times" of the SLA profile "Pages" 2 times, at worst 120 ms.', shown: { types: ['ThresholdAlarmReportItem'], from: START, to: START + 5000 } },
      { rule: 'SLA', severity: 'WARN', figure: 80, threshold: 50 },
    ], notJudged: [] });
  });
  it('passes where nothing broke it, and judges the times', () => {
    expect(judge(facts({ slaProfiles, alarms: [alarm('x', 'PASSED', 1)] }), {})).toMatchObject({ verdict: 'PASS', notJudged: [] });
    expect(judge(facts({ slaProfiles, alarms: undefined }), {}).notJudged).toHaveLength(1);
  });
  it('speaks also where the profile cannot be read', () => {
    expect(judge(facts({ alarms: [alarm('gone', 'CRITICAL', 7)] }), {}).conclusion).toBe('FAIL: CRITICAL alarm: a limit was broken once, at worst 7.');
  });
});

describe('limits of the caller', () => {
  it('fail a run that is above, with figure and limit', () => {
    expect(judge(facts(), { p95Ms: 140, p99Ms: 500, avgMs: 100 })).toMatchObject({ verdict: 'FAIL', findings: [{ rule: 'THRESHOLD', figure: 150, threshold: 140, unit: 'ms' }] });
  });
});

describe('a run that is not over, or not whole', () => {
  const run = (state: string) => ({ ...facts().run, state });
  it('is not judged while it runs, but what is wrong is told', () => {
    expect(judge(facts({ run: run('RUNNING') }), {})).toMatchObject({ verdict: 'NOT_JUDGED', partial: true, conclusion: 'NOT_JUDGED: the run is RUNNING; nothing is wrong so far' });
    expect(judge(facts({ run: run('RUNNING'), intervals: intervals(60, () => ({ errors: 20 })) }), {}).conclusion).toMatch(/^NOT_JUDGED: the run is RUNNING; so far: 40 %/);
  });
  it('never passes when it was aborted', () => {
    expect(told(facts({ run: run('ABORTED') }))).toBe('WARN WARN STATE');
    expect(judge(facts({ run: run('ABORTED') }), {}).partial).toBe(true);
  });
  it('says why nothing was measured', () => {
    const nothing = facts({ run: run('ERROR'), message: 'no capacity', figures: figuresFrom([]), intervals: [] });
    expect(judge(nothing, {})).toMatchObject({ verdict: 'NOT_JUDGED', conclusion: 'NOT_JUDGED: The run ended ERROR and measured nothing. It says: no capacity' });
    expect(told(facts({ run: run('PENDING'), figures: figuresFrom([]), intervals: [] }))).toBe('NOT_JUDGED');
  });
});

describe('what puts figures in another light', () => {
  it('is told without deciding', () => {
    expect(told(facts({ codes: { 200: 100, 304: 100 } }))).toBe('PASS INFO NOT_MODIFIED');
    expect(told(facts({ figures: { ...figures(3000, 100), connectMs: 45 } }))).toBe('PASS INFO CONNECT_TIME');
  });
  it('confidence grows with time, users and requests', () => {
    const level = (over: Partial<RunFacts>): string => judge(facts(over), {}).confidence.level;
    expect([level({ figures: figures(50, 1) }), level({ durationSec: 30 }), level({}), level({ durationSec: 1800, peakUsers: 100 })]).toEqual(['LOW', 'LOW', 'MEDIUM', 'HIGH']);
  });
  it('the worst actions are those that fail, then the slowest', () => {
    const actions = [action('a', 100, 50), action('b', 100, 500), action('c', 100, 70, 30), action('rare', 1, 9000), action('d', 100, 300)];
    expect(worstActions({ actions, nameOf: (id) => id }).map(({ actionId, worstFor }) => [actionId, worstFor])).toEqual([['c', 'errors'], ['b', 'time'], ['d', 'time']]);
  });
});

describe('curves', () => {
  it('are put side by side by time, users hold until they change', () => {
    const at = (second: number, y: number) => ({ x: START + second * 1000, y });
    const { intervals: found, intervalMs } = intervalsFrom([[at(0, 1), at(2, 3)], [at(0, 5), at(1, 5), at(2, 0)], [], [at(1, 2)], [at(0, 90), at(1, 110)]], 10);
    expect(intervalMs).toBe(1000);
    expect(found.map(({ users, hits, errors, avgMs }) => [users, hits, errors, avgMs])).toEqual([[1, 5, 0, 90], [1, 5, 2, 110], [3, 0, 0, NaN]]);
  });
  it('whose hits are no counts are replaced by rates', () => {
    const curve = (...values: number[]) => values.map((y, second) => ({ x: START + second * 2000, y }));
    expect(intervalsFrom([[], curve(10, 20, 30), curve(5, 5, 5), [], []], 30).intervals.map(({ hits, users }) => [hits, users])).toEqual([[10, undefined], [10, undefined], [10, undefined]]);
  });
});
