import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Agent, agentOf } from '../support/agent.js';
import { costOf, tokensOf } from '../support/token-count.js';
import { playCalmly, playStarved, type Stage, stageOf, STORIES, type StoryName, type ToldRun } from '../support/told-runs.js';
import { anyLocation, freshProject, until } from '../support/work.js';

interface Reason { severity: string; rule: string; what: string; figure?: number; unit?: string; threshold?: number; widget: { tool: string; reportId?: string; itemId?: string; benchResultId?: string; from?: number; to?: number; url: string } }
interface Verdict { verdict: string; conclusion: string; partial?: boolean; run: { reportId?: string; state: string; url: string }; figures?: { hits: number; errorPercent: number; p95Ms: number; peakUsers: number }; reasons: Reason[]; worstActions: { name?: string; worstFor: string; errorPercent: number }[]; confidence: { level: string }; notJudged?: string[]; next: string }
interface Change { baseline: number; candidate: number; change: string; p?: number }
interface Gate { gate: string; regression: boolean; conclusion: string; loadDiffers?: string[]; actions: { name?: string; verdict: string[]; avgMs: Change; errorPercent: Change }[]; unchangedActions: number; newErrors?: { action: string; code: string; message: string }[]; method: string; global: { hits: Change } }

let agent: Agent;
let other: Agent;
let projectId: string;
let stages: Stage[];
let runs: Record<StoryName, ToldRun>;

beforeAll(async () => {
  [agent, other] = await Promise.all([agentOf('tester'), agentOf('other')]);
  ({ projectId } = await freshProject(agent));
  const calm = ['clean', 'cleanAgain', 'slowdown', 'slowRelease', 'errors'] as const;
  stages = await Promise.all([...calm, 'starved' as const].map((name) => stageOf(agent, projectId, STORIES[name].mood)));
  const told = await Promise.all(calm.map(async (name, index) => [name, await playCalmly(stages[index] as Stage, STORIES[name])] as const));
  // Alone, because it leaves nothing to the others.
  runs = Object.fromEntries([...told, ['starved', await playStarved(stages.at(-1) as Stage, STORIES.starved)]]) as Record<StoryName, ToldRun>;
}, 240_000);
afterAll(async () => { await Promise.all([agent.close(), other.close(), ...stages.map(({ site }) => site.close())]); });

const verdictOn = (name: StoryName, args: Record<string, unknown> = {}): Promise<Verdict> => agent.call<Verdict>('get_run_verdict', { benchResultId: runs[name].benchResultId, ...args });
const compared = (baseline: StoryName, candidate: StoryName, args: Record<string, unknown> = {}): Promise<Gate> =>
  agent.call<Gate>('compare_bench_results', { baselineBenchResultId: runs[baseline].benchResultId, candidateBenchResultId: runs[candidate].benchResultId, ...args });

/**
 * Rules of the reasons, in order, without the load generator. It comes first where the machine that plays these tests was too busy for
 * one of the runs, whatever else there is to say, and never otherwise.
 */
function rulesOf({ reasons }: Verdict, name: StoryName): string[] {
  expect(reasons.findIndex(({ rule }) => rule === 'GENERATOR')).toBe(runs[name].bottleneck ? 0 : -1);
  return reasons.map(({ rule }) => rule).filter((rule) => rule !== 'GENERATOR');
}
/** Whether both runs can carry a comparison; where they cannot, it must say so and decide nothing by times. */
function isCarried({ gate, conclusion }: Gate, ...names: StoryName[]): boolean {
  const busy = names.some((name) => runs[name].bottleneck);
  expect(conclusion.includes('was the bottleneck')).toBe(busy);
  if (busy) expect(gate).toBe('INCONCLUSIVE');
  return !busy;
}

describe('get_run_verdict', () => {
  it('of a clean run: PASS, and what nobody said is good enough', async () => {
    const told = await verdictOn('clean');
    const rules = rulesOf(told, 'clean');
    if (!runs.clean.bottleneck) expect([told.verdict, rules]).toEqual(['PASS', []]);
    expect(told).toMatchObject({ run: { reportId: runs.clean.reportId, state: 'FINISHED' }, confidence: { level: 'LOW' }, figures: { errorPercent: 0, peakUsers: 4 } });
    expect(told).not.toHaveProperty('partial');
    expect(told.notJudged?.join(' ')).toContain('no SLA profile and no threshold');
    expect(told.worstActions).toHaveLength(3);
    expect(told.worstActions.every(({ name, worstFor }) => name !== undefined && worstFor === 'time')).toBe(true);
  });

  it('of a run that slows down midway: the moment, the action, and the curve that shows it', async () => {
    const told = await verdictOn('slowdown');
    const { bottleneck, reportId: ownReportId } = runs.slowdown;
    const [first] = rulesOf(told, 'slowdown');
    if (bottleneck) return;
    expect([told.verdict, first]).toEqual(['FAIL', 'SLOWDOWN']);
    const reason = told.reasons.find(({ rule }) => rule === 'SLOWDOWN');
    expect(reason).toMatchObject({ severity: 'FAIL', unit: 'ms', widget: { tool: 'get_report_line_chart_values', reportId: ownReportId } });
    expect(told.conclusion).toMatch(/1 of 3 actions: "\/search"/);
    const { from, to, itemId, reportId } = reason?.widget ?? {};
    const { series } = await agent.call<{ series: { metric: { id: string }; points: { y: number }[] }[] }>('get_report_line_chart_values', { reportId, itemId, from, to });
    const slow = series.find(({ metric }) => metric.id === 'RESPONSE_TIME_AVG')?.points.map(({ y }) => y) ?? [];
    expect(slow.length).toBeGreaterThan(4);
    expect(slow.reduce((sum, y) => sum + y, 0) / slow.length).toBeGreaterThan(100);
  });

  it('of a run with errors: their share, the action and the code', async () => {
    const told = await verdictOn('errors');
    expect(rulesOf(told, 'errors')[0]).toBe('ERRORS');
    const reason = told.reasons.find(({ rule }) => rule === 'ERRORS');
    expect(told).toMatchObject({ verdict: 'FAIL', worstActions: [{ worstFor: 'errors' }, {}, {}] });
    expect(reason).toMatchObject({ severity: 'FAIL', unit: '%', threshold: 5 });
    expect(reason?.figure).toBeGreaterThan(8);
    expect(reason?.figure).toBeLessThan(12);
    expect(reason?.what).toMatch(/"\/checkout" (29|3\d)(\.\d)? %, HTTP 500/);
    expect(told.worstActions[0]?.name).toContain('/checkout');
    expect(told.reasons.every(({ widget }) => widget.url === told.run.url)).toBe(true);
  });

  it('of a starved generator: says so first, and fails nobody by times it measured', async () => {
    expect(runs.starved.bottleneck).toBe(true);
    const told = await verdictOn('starved', { thresholds: { p95Ms: 1 } });
    expect(told.verdict).toBe('WARN');
    expect(told.reasons.map(({ severity, rule }) => `${severity} ${rule}`).slice(0, 2)).toEqual(['WARN GENERATOR', 'WARN THRESHOLD']);
    expect(told.reasons[0]?.widget).toMatchObject({ tool: 'get_bench_result', benchResultId: runs.starved.benchResultId });
    expect(told.conclusion).toMatch(/^WARN: The load generator was the bottleneck/);
  });

  it('takes a report instead of a run, limits and a baseline', async () => {
    const { clean, slowRelease } = runs;
    const told = await agent.call<Verdict>('get_run_verdict', { reportId: slowRelease.reportId, baseline: clean.benchResultId, thresholds: { p95Ms: 60_000 } });
    const calm = !clean.bottleneck && !slowRelease.bottleneck;
    const reason = told.reasons.find(({ rule }) => rule === 'BASELINE');
    expect(reason).toMatchObject({ severity: calm ? 'FAIL' : 'INFO', unit: 'ms', widget: { tool: 'compare_bench_results', baselineBenchResultId: clean.benchResultId, candidateBenchResultId: slowRelease.benchResultId } });
    if (calm) expect(told.conclusion).toMatch(/^FAIL: Against the baseline: Slower: "\/search"/);
    expect(told.notJudged?.join(' ') ?? '').not.toContain('no SLA profile');
    const latest = await agent.call<Verdict>('get_run_verdict', { projectId });
    expect(latest.run.reportId).toBe(runs.starved.reportId);
    const limited = await verdictOn('clean', { thresholds: { p95Ms: 1 } });
    expect(limited.verdict).toBe(clean.bottleneck ? 'WARN' : 'FAIL');
    expect(limited.reasons.find(({ rule }) => rule === 'THRESHOLD')).toMatchObject({ threshold: 1, unit: 'ms', widget: { tool: 'get_report_summary_values' } });
  });

  it('costs at most 1,500 tokens', async () => {
    for (const { benchResultId } of Object.values(runs)) {
      const { text } = await agent.raw('get_run_verdict', { benchResultId, baseline: runs.clean.benchResultId, thresholds: { p95Ms: 1, p99Ms: 1, avgMs: 1 } });
      expect(tokensOf(costOf(text))).toBeLessThanOrEqual(1_500);
    }
  });

  it('does not judge a run that goes on, and does not pass one that was aborted', async () => {
    const [stage] = stages as [Stage];
    const { id } = await agent.call<{ id: string }>('create_scenario_ramp_up', { projectId, scenarioName: 'stopped', virtualUserIds: [stage.virtualUserId], ...(await oneLocation()), users: 2, rampUpSec: 0, holdForSec: 60 });
    const { benchResultIds: [benchResultId] } = await agent.call<{ benchResultIds: string[] }>('run_scenario', { scenarioId: id });
    const running = await until(() => agent.call<Verdict>('get_run_verdict', { benchResultId }), ({ figures }) => (figures?.hits ?? 0) > 20);
    expect(running).toMatchObject({ verdict: 'NOT_JUDGED', partial: true, run: { state: 'RUNNING' } });
    expect(running.next).toContain('wait_for_bench');
    expect(await agent.refused('compare_bench_results', { baselineBenchResultId: runs.clean.benchResultId, candidateBenchResultId: benchResultId })).toContain('is not over (RUNNING)');
    await agent.call('stop_bench_result', { benchResultId });
    await until(() => agent.call<{ terminal: boolean }>('get_bench_result', { benchResultId }), ({ terminal }) => terminal);
    const aborted = await agent.call<Verdict>('get_run_verdict', { benchResultId });
    expect(aborted).toMatchObject({ partial: true, run: { state: 'ABORTED' } });
    expect(aborted.reasons[0]).toMatchObject({ rule: 'STATE', widget: { tool: 'list_bench_result_files', benchResultId } });
    expect(aborted.verdict).not.toBe('PASS');
  });

  it('refuses a call without a run, an unknown limit, and the runs of another account', async () => {
    expect(await agent.refused('get_run_verdict', {})).toContain('Give benchResultId');
    expect(await agent.refused('get_run_verdict', { benchResultId: runs.clean.benchResultId, thresholds: { p96Ms: 1 } })).toContain('p96Ms');
    expect(await other.refused('get_run_verdict', { benchResultId: runs.clean.benchResultId })).not.toContain('/search');
    await other.refused('get_run_verdict', { reportId: runs.clean.reportId });
  });
});

describe('compare_bench_results', () => {
  it('of a run with itself and with another like it: no difference', async () => {
    expect(await compared('clean', 'clean')).toMatchObject({ gate: 'PASS', regression: false, conclusion: 'No difference: baseline and candidate are the same run.', actions: [], unchangedActions: 3, global: { hits: { change: '0 %' } } });
    // The machine that plays both may be busier in one of them by more than 10 %.
    const again = await compared('clean', 'cleanAgain', { tolerancePercent: 50 });
    if (isCarried(again, 'clean', 'cleanAgain')) expect(again).toMatchObject({ gate: 'PASS', conclusion: 'PASS: No difference beyond chance and tolerance.', unchangedActions: 3 });
  });

  it('of a slower release: a regression, with the action and its figures', async () => {
    const told = await compared('clean', 'slowRelease', { tolerancePercent: 50 });
    expect(told.method).toMatch(/^Averages: Welch's t-test on \d+ and \d+ block averages/);
    if (!isCarried(told, 'clean', 'slowRelease')) return;
    expect(told).toMatchObject({ gate: 'FAIL', regression: true, unchangedActions: 2, conclusion: expect.stringMatching(/^FAIL: Slower: "\/search" average/) as string });
    expect(told.actions).toHaveLength(1);
    expect(told.actions[0]?.verdict).toContain('SLOWER');
    expect(told.actions[0]?.avgMs.p).toBeLessThan(0.05);
    expect(await compared('slowRelease', 'clean', { tolerancePercent: 50 })).toMatchObject({ gate: 'PASS', actions: [{ verdict: ['FASTER'] }] });
  });

  it('of a release that fails: the new errors, fenced', async () => {
    const told = await compared('clean', 'errors', { tolerancePercent: 200 });
    expect(told).toMatchObject({ gate: 'FAIL', conclusion: expect.stringMatching(/more errors: "\/checkout" 0 % → (29|3\d)/i) as string, actions: [{ verdict: ['MORE_ERRORS'] }] });
    expect(told.newErrors).toMatchObject([{ code: '500' }]);
    expect(told.newErrors?.[0]?.action).toContain('/checkout');
  });

  it('of different load: says so first, and decides nothing by times', async () => {
    const told = await compared('clean', 'starved');
    expect(told).toMatchObject({ gate: 'INCONCLUSIVE', regression: false, loadDiffers: [expect.stringContaining('users instead of 4') as string, expect.any(String) as string] });
    expect(told.conclusion).toMatch(/^INCONCLUSIVE: The load differs/);
    expect(told.conclusion).toContain('bottleneck');
  });

  it('refuses the runs of another account', async () => {
    await other.refused('compare_bench_results', { baselineBenchResultId: runs.clean.benchResultId, candidateBenchResultId: runs.clean.benchResultId });
  });
});

const oneLocation = async (): Promise<Record<string, unknown>> => {
  const { providerId, location } = await anyLocation(agent);
  return { providerId, locations: [location] };
};
