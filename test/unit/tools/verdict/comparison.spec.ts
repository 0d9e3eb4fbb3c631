import { describe, expect, it } from 'vitest';
import type { BenchError } from '../../../../src/contract/report-values.js';
import { compare } from '../../../../src/tools/analysis/verdict/comparison/compare.js';
import { errorKinds, essenceOf } from '../../../../src/tools/analysis/verdict/comparison/error-kinds.js';
import { decide } from '../../../../src/tools/analysis/verdict/comparison/gate.js';
import { measuredRun, type MeasuredRun, timesOf } from '../../../../src/tools/analysis/verdict/comparison/measured-run.js';
import { p95Range } from '../../../../src/tools/analysis/verdict/comparison/percentile-range.js';
import type { RunFacts } from '../../../../src/tools/analysis/verdict/reading/run-facts.js';
import { action, facts, figures, intervals, simulated } from './made-up.js';
import { randomOf } from './random.js';

const PAGES = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`page ${index}`, 60 + 40 * index]));
const gateOf = (before: MeasuredRun, now: MeasuredRun, tolerancePercent = 10, sameRun = false) => decide(compare(before, now, tolerancePercent), { sameRun, tolerancePercent });
const with_ = (run: MeasuredRun, over: Partial<RunFacts>): MeasuredRun => ({ ...run, facts: { ...run.facts, ...over } });
const plain = (over: Partial<RunFacts>): MeasuredRun => measuredRun(facts(over), new Map());
const error = (over: Partial<BenchError>): BenchError => ({ benchResultId: 'run', actionId: 'home', timestamp: 1, responseCode: '500', errorMessage: '', assertions: [], ...over });

describe('two runs of the same system', () => {
  it.each([0, 0.3, 0.6])('are called different in at most one of twenty cases, even without tolerance, where neighbours are alike by %d', (likeness) => {
    const random = randomOf(100 + likeness * 10);
    const alarms = Array.from({ length: 200 }, () => compare(simulated(random, PAGES, likeness), simulated(random, PAGES, likeness), 0))
      .filter(({ whole, actions }) => [whole, ...actions].some(({ avgMs, errorShare }) => avgMs.direction !== 'SAME' || errorShare.direction !== 'SAME')).length;
    expect(alarms).toBeLessThanOrEqual(10);
  });

  it('pass the gate with the usual tolerance', () => {
    const random = randomOf(1);
    const gates = Array.from({ length: 100 }, () => gateOf(simulated(random, PAGES), simulated(random, PAGES)).gate);
    expect(new Set(gates)).toEqual(new Set(['PASS']));
  });

  it('are the same run: no difference', () => {
    const run = simulated(randomOf(2), PAGES);
    expect(gateOf(run, run, 10, true)).toEqual({ gate: 'PASS', conclusion: 'No difference: baseline and candidate are the same run.' });
    expect(compare(run, run, 0).actions.every(({ avgMs, p95Ms, errorShare }) => [avgMs, p95Ms, errorShare].every(({ direction }) => direction === 'SAME'))).toBe(true);
  });
});

describe('a slower candidate', () => {
  it('of 20 % in one of twelve actions is found, and only that one named, in at least 95 of 100 cases', () => {
    const random = randomOf(3);
    const found = Array.from({ length: 100 }, () => compare(simulated(random, PAGES), simulated(random, { ...PAGES, 'page 5': (PAGES['page 5'] ?? 0) * 1.2 })).actions.filter(({ avgMs }) => avgMs.direction === 'WORSE').map(({ actionId }) => actionId).join());
    expect(found.filter((names) => names === 'page 5').length).toBeGreaterThanOrEqual(95);
  });

  it('fails the gate with the action in the line; a faster one passes', () => {
    const random = randomOf(4);
    const [fast, slow] = [simulated(random, PAGES), simulated(random, { ...PAGES, 'page 5': 520 })];
    expect(gateOf(fast, slow)).toMatchObject({ gate: 'FAIL', conclusion: expect.stringMatching(/^FAIL: Slower: "the page 5" average \d+ ms → 5\d\d ms \(\+\d+ %\)\.$/) as string });
    expect(gateOf(slow, fast)).toMatchObject({ gate: 'PASS', conclusion: expect.stringMatching(/^PASS: Faster: "the page 5"/) as string });
    expect(gateOf(fast, slow, 200).gate).toBe('PASS');
  });

  it('by a few ms is none, whatever the percentage', () => {
    const random = randomOf(5);
    expect(gateOf(simulated(random, { ping: 4 }), simulated(random, { ping: 7 })).gate).toBe('PASS');
  });

  it('in too few requests is none', () => {
    expect(gateOf(plain({ intervals: intervals(4, () => ({ hits: 1 })) }), plain({ intervals: intervals(4, () => ({ hits: 1, avgMs: 900 })) }))).toMatchObject({ gate: 'INCONCLUSIVE', conclusion: expect.stringContaining('Too few requests') as string });
  });

  it('is excused by more load and by a busy generator, and not by less load', () => {
    const random = randomOf(6);
    const [fast, slow] = [simulated(random, PAGES), simulated(random, { ...PAGES, 'page 5': 520 })];
    expect(gateOf(fast, with_(slow, { peakUsers: 20 }))).toMatchObject({ gate: 'INCONCLUSIVE', conclusion: expect.stringMatching(/^INCONCLUSIVE: The load differs \(20 users instead of 10\)/) as string });
    expect(gateOf(fast, with_(slow, { peakUsers: 5 })).gate).toBe('FAIL');
    expect(gateOf(fast, with_(simulated(random, PAGES), { peakUsers: 5 })).gate).toBe('INCONCLUSIVE');
    expect(gateOf(fast, with_(slow, { generators: [{ injectorId: 'i', verdict: 'BOTTLENECK', reasons: ['busy'] }] }))).toMatchObject({ gate: 'INCONCLUSIVE', conclusion: expect.stringMatching(/^INCONCLUSIVE: The load generator of the candidate was the bottleneck/) as string });
  });

  it('only in the average of all, because slow actions were called more often, is none', () => {
    const run = (home: number, search: number, avgMs: number): MeasuredRun => plain({ actions: [action('home', home, 50), action('search', search, 500)], figures: figures(1000, avgMs), intervals: intervals(20, () => ({ avgMs })) });
    const comparison = compare(run(900, 100, 95), run(500, 500, 275));
    expect(comparison.whole.avgMs.direction).toBe('WORSE');
    expect(decide(comparison, { sameRun: false, tolerancePercent: 10 }).gate).toBe('PASS');
  });
});

describe('errors', () => {
  const run = (errors: number, kept: BenchError[] = []): MeasuredRun => plain({ actions: [action('home', 500, 100), action('pay', 500, 100, errors)], figures: figures(1000, 100, errors), errors: kept });
  it('that became more fail the gate, also under an overloaded generator, not under more load', () => {
    expect(gateOf(run(0), run(30))).toMatchObject({ gate: 'FAIL', conclusion: 'FAIL: More errors: "the pay" 0 % → 6 %.' });
    expect(gateOf(run(0), with_(run(30), { peakUsers: 40 })).gate).toBe('INCONCLUSIVE');
    expect(gateOf(run(30), run(0))).toMatchObject({ gate: 'PASS', conclusion: 'PASS: Fewer errors: 3 % → 0 %.' });
    expect(gateOf(run(1), run(3)).gate).toBe('PASS');
  });

  it('of new and gone kinds are told by action, code and what the message says apart from ids', () => {
    const before = run(2, [error({ errorMessage: 'order 17 failed' }), error({ responseCode: '404' })]);
    const now = run(2, [error({ errorMessage: 'order 99 failed' }), error({ responseCode: '-1', errorMessage: 'Read timed out' })]);
    const { newErrors, goneErrors } = compare(before, now);
    expect([newErrors.map(({ code }) => code), goneErrors.map(({ code }) => code)]).toEqual([['-1'], ['404']]);
    expect(essenceOf('Session 8f14e45f-ceea of user 12 is gone')).toBe(essenceOf('Session 1b6453a0-0001 of user 7 is gone'));
    expect(errorKinds([error({ assertions: [{ name: 'a', message: 'title' }] })], (id) => id).size).toBe(1);
  });
});

describe('actions', () => {
  it('are matched by id, else by name; the rest is new or gone', () => {
    const named = (names: Record<string, string>, ids: string[]): MeasuredRun => plain({ actions: ids.map((id) => action(id, 100, 100)), nameOf: (id) => names[id] });
    const { actions, newActions, goneActions } = compare(named({ a: 'Home', b: 'Search', c: 'Old' }, ['a', 'b', 'c']), named({ a: 'Start', x: 'Search', y: 'New' }, ['a', 'x', 'y']));
    expect(actions.map(({ actionId, name }) => [actionId, name])).toEqual([['a', 'Start'], ['x', 'Search']]);
    expect([newActions, goneActions]).toEqual([['New'], ['Old']]);
  });
});

describe('what a figure rests on', () => {
  it('a 95th percentile of many requests is known closely, of few hardly', () => {
    const [many, few] = [p95Range(figures(100_000, 100), 100_000, 2), p95Range(figures(40, 100), 40, 2)];
    expect([many.low, many.high]).toEqual([expect.closeTo(149.4, 1), expect.closeTo(151.7, 1)]);
    expect(few.high - few.low).toBeGreaterThan(100);
    expect(p95Range({ ...figures(0, NaN), p90Ms: NaN, p95Ms: NaN, p99Ms: NaN, maxMs: NaN }, 0, 2).low).toBeNaN();
  });

  it('blocks where the run is long enough, else requests with their clumping taken out', () => {
    const long = simulated(randomOf(8), PAGES);
    expect(timesOf(long, long.facts.actions[0])).toMatchObject({ basis: 'blocks' });
    const clumped = measuredRun(facts({ intervals: intervals(60, (second) => ({ avgMs: second % 20 < 10 ? 80 : 120 })) }), new Map());
    expect(clumped.clumping).toBeGreaterThan(5);
    const { sample, basis } = timesOf(clumped, action('home', 1000, 100));
    expect([basis, sample.count < 200]).toEqual(['requests', true]);
  });
});
