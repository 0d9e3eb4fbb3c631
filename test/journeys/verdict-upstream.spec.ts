import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Agent } from '../support/agent.js';
import { type BridgeBefore, json, problem, raw, startBridgeBefore, Upstream } from './upstream.js';

const SUMMARY = 'POST /analysis/metrics/summary';
const TABLE = 'POST /analysis/metrics/table';
interface Item { '@type': string; metrics: { id: string; benchResultId: string }[] }
interface Verdict { verdict: string; conclusion: string; notJudged?: string[]; reasons: { rule: string; widget: { tool: string } }[]; worstActions: { actionId: string; name?: string }[] }

/** Figures of the metrics in the order of the item: 1,000 hits in 100 s, 2 % of errors, 120 ms. */
const VALUES: Readonly<Record<string, number>> = { HITS_TOTAL: 1000, HITS_RATE: 10, ERRORS_TOTAL: 20, RESPONSE_TIME_AVG: 120, RESPONSE_TIME_STD: 30 };
const valuesOf = (body: string): (number | 'NaN')[] => (JSON.parse(body) as Item).metrics.map(({ id }) => VALUES[id] ?? 'NaN');

let upstream: Upstream;
let bridge: BridgeBefore;
let agent: Agent;

beforeAll(async () => {
  upstream = await Upstream.start();
  upstream.on('GET /runtime/bench-results/run', json({ id: 'run', state: 'FINISHED', designProjectId: 'p1', unknownField: { kept: true } }));
  upstream.on('GET /design/projects/p1', json({ id: 'p1', userId: 'u1', workspaceId: 'w1', name: 'P', description: '', type: 'DESIGN', tags: [] }));
  upstream.on(SUMMARY, (response, { body }) => { json(valuesOf(body))(response, { route: SUMMARY, query: new URLSearchParams(), headers: {}, body }); });
  upstream.on(TABLE, (response, { body }) => { json([{ actionId: 'login', values: valuesOf(body).map((value) => ({ value })) }])(response, { route: TABLE, query: new URLSearchParams(), headers: {}, body }); });
  bridge = await startBridgeBefore(upstream.url);
  agent = await bridge.agent();
});
afterAll(async () => {
  await agent.close();
  await bridge.stop();
  await upstream.stop();
});

describe('a backend that offers the least', () => {
  it.each([['404', problem(404, 'No.')], ['405', raw(405, '')], ['501', problem(501, 'Not here.')]])('is judged by what there is where the rest answers %s, and the rest is named', async (_status, answer) => {
    for (const route of ['POST /analysis/metrics/line', 'POST /analysis/errors', 'POST /analysis/threshold-alarms', 'POST /analysis/metrics/pie', 'GET /analysis/load-generators/run', 'GET /analysis/bench-reports/by-project/p1']) upstream.on(route, answer);
    const told = await agent.call<Verdict>('get_run_verdict', { benchResultId: 'run' });
    expect(told).toMatchObject({ verdict: 'WARN', reasons: [{ rule: 'ERRORS', widget: { tool: 'get_bench_result' } }], worstActions: [{ actionId: 'login' }] });
    expect(told.notJudged?.at(-1)).toBe('Not offered by this OctoPerf, so not looked at: curves over time, error samples, SLA alarms, response codes, health of the load generators.');
    const gate = await agent.call<{ gate: string; method: string }>('compare_bench_results', { baselineBenchResultId: 'run', candidateBenchResultId: 'run' });
    expect(gate).toMatchObject({ gate: 'PASS', method: expect.stringContaining('single requests (too short for blocks)') as string });
  });

  it('asks for values with items that are built here, in the shape of the contract', () => {
    const item = JSON.parse(upstream.at(SUMMARY)[0]?.body ?? '{}') as Item;
    expect(item).toMatchObject({ '@type': 'SummaryReportItem', metrics: expect.arrayContaining([{ id: 'HITS_TOTAL', type: 'BASIC', benchResultId: 'run', filters: [{ '@type': 'SingleTermFilter', field: 'subSampleType', term: 'Hit' }], configs: [] }]) as unknown });
  });

  it('whose figures are of an older format refuses, and the refusal is passed on', async () => {
    upstream.on(SUMMARY, problem(409, 'The data of the run "run" must be updated first.'));
    expect(await agent.refused('get_run_verdict', { benchResultId: 'run' })).toContain('must be updated first');
  });
});
