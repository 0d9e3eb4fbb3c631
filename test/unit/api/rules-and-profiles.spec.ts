import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CorrelationFramework, CorrelationRule } from '../../../src/contract/correlation-rule.js';
import type { Project } from '../../../src/contract/project.js';
import type { SLAMonitorThreshold, SLAProfile } from '../../../src/contract/sla-profile.js';
import { House, like, messageOf } from './house.js';

let house: House;
let project: Project;
beforeAll(async () => {
  house = await House.open();
  project = await house.project();
});
afterAll(async () => { await house.backend.stop(); });

describe('correlation frameworks', () => {
  const add = async (framework: string, projectId = project.id, who: 'ann' | 'bob' = 'ann'): Promise<CorrelationRule[]> => (await house.call('POST', `/design/correlation-frameworks/${framework}/${projectId}`, undefined, who)).json as CorrelationRule[];
  const rules = async (): Promise<CorrelationRule[]> => (await house.call('GET', `/design/correlation-rules/by-project/${project.id}`)).json as CorrelationRule[];

  it('are listed with their sizes', async () => {
    const listed = (await house.call('GET', '/design/correlation-frameworks')).json as CorrelationFramework[];
    expect(listed.map(({ name, ruleCount }) => [name, ruleCount])).toEqual([['SAML', 22], ['OAuth', 6], ['Token', 9], ['.NET', 8], ['Java', 1], ['AzureAD', 13]]);
  });

  it('add what the project lacks, and answer only that', async () => {
    const added = await add('DOT_NET');
    expect(added.map(({ name, extractor }) => [name, extractor.name])).toContainEqual(['__VIEWSTATE', 'VIEWSTATE']);
    expect(added).toHaveLength(8);
    expect(added[0]).toMatchObject({ id: like(expect.stringMatching(/^[\w-]{20}$/)), projectId: project.id, userId: like(expect.stringMatching(/./)) });
    expect(await rules()).toEqual(added);
    expect(await add('DOT_NET')).toEqual([]);
    const [first, second] = added;
    expect((await house.call('DELETE', `/design/correlation-rules/${first?.id}`)).status).toBe(204);
    await house.made('/design/correlation-rules', { ...first, id: '' });
    await house.call('DELETE', `/design/correlation-rules/${second?.id}`);
    expect((await add('.NET')).map(({ name }) => name)).toEqual([second?.name]);
    expect(await add('Java')).toHaveLength(1);
    const atOnce = await Promise.all([add('SAML'), add('SAML'), add('SAML')]);
    expect(atOnce.map((created) => created.length).sort((left, right) => left - right)).toEqual([0, 0, 22]);
    expect(await rules()).toHaveLength(31);
  });

  it('are unknown by other names and closed to strangers', async () => {
    const unknown = await house.call('POST', `/design/correlation-frameworks/Wicket/${project.id}`);
    expect([unknown.status, messageOf(unknown)]).toEqual([404, expect.stringContaining('There are: SAML, OAUTH')]);
    expect((await house.call('POST', `/design/correlation-frameworks/SAML/${project.id}`, undefined, 'bob')).status).toBe(404);
  });

  it('make rules that are read one by one', async () => {
    const [rule] = await rules();
    expect((await house.call('GET', `/design/correlation-rules/${rule?.id}`)).json).toEqual(rule);
    for (const method of ['GET', 'DELETE']) expect((await house.call(method, `/design/correlation-rules/${rule?.id}`, undefined, 'bob')).status).toBe(404);
    await house.call('DELETE', `/design/correlation-rules/${rule?.id}`);
    for (const method of ['GET', 'DELETE']) expect((await house.call(method, `/design/correlation-rules/${rule?.id}`)).status).toBe(404);
  });
});

describe('SLA profiles', () => {
  const band = (more: object = {}, range: object = { lowerEndpoint: 3000, lowerBoundType: 'OPEN' }): object => ({ '@type': 'Threshold', id: '', name: 'Too slow', severity: 'CRITICAL', time: { '@type': 'OccurrenceCondition', times: 3 }, value: { '@type': 'RangeCondition', range }, ...more });
  const profile = (thresholds: object[], more: object = {}): object => ({ id: '', userId: '', projectId: project.id, name: 'Checkout', thresholds, ...more });
  const defaults = async (query: string): Promise<SLAMonitorThreshold[]> => (await house.call('GET', `/design/sla-profiles/threshold-defaults${query}`)).json as SLAMonitorThreshold[];

  it('are made, read, rewritten whole and removed; every band has an id', async () => {
    const made = await house.made<SLAProfile>('/design/sla-profiles', profile([{ metric: 'RESPONSE_TIME_AVG', thresholds: [band(), band({ future: 1 })], extra: 1 }, { metric: 'USERLOAD', thresholds: [] }], { future: { a: 1 } }));
    const ids = made.thresholds.flatMap(({ thresholds }) => thresholds.map(({ id }) => id));
    expect(ids).toEqual([like(expect.stringMatching(/^[0-9a-f-]{36}$/)), like(expect.stringMatching(/^[0-9a-f-]{36}$/))]);
    expect(new Set(ids).size).toBe(2);
    expect(made).toMatchObject({ future: { a: 1 }, thresholds: [{ extra: 1, thresholds: [{}, { future: 1 }] }, { metric: 'USERLOAD', thresholds: [] }] });
    expect((await house.call('GET', `/design/sla-profiles/${made.id}`)).json).toEqual(made);
    const [group] = made.thresholds;
    const put = await house.call('PUT', `/design/sla-profiles/${made.id}`, { ...made, thresholds: [{ ...group, thresholds: [group?.thresholds[0], band()] }] });
    expect([put.status, (put.json as SLAProfile).thresholds[0]?.thresholds.map(({ id }) => id)]).toEqual([200, [ids[0], like(expect.not.stringMatching(new RegExp(`^(|${ids[1]})$`)))]]);
    expect((await house.call('GET', `/design/sla-profiles/by-project/${project.id}`)).json).toEqual([put.json]);
    expect((await house.call('PUT', `/design/sla-profiles/${made.id}`, { ...made, projectId: 'other' })).status).toBe(400);
    for (const [method, body] of [['GET', undefined], ['PUT', made], ['DELETE', undefined]] as const) expect((await house.call(method, `/design/sla-profiles/${made.id}`, body, 'bob')).status).toBe(404);
    expect((await house.call('POST', '/design/sla-profiles', profile([]), 'bob')).status).toBe(404);
    expect((await house.call('DELETE', `/design/sla-profiles/${made.id}`)).status).toBe(204);
    expect((await house.call('GET', `/design/sla-profiles/${made.id}`)).status).toBe(404);
  });

  it('are refused with bands that mean nothing', async () => {
    const group = (...thresholds: object[]): object => ({ metric: 'ERRORS_PERCENT', thresholds });
    for (const [thresholds, sentence] of [
      [[{ metric: 'NO_SUCH_METRIC', thresholds: [] }], 'thresholds.0.metric'], [[group(band({ name: 'n'.repeat(101) }))], 'thresholds.0.thresholds.0.name'], [[group(band({ severity: 'BAD' }))], 'severity'],
      [[group(band({ time: { '@type': 'OccurrenceCondition', times: 0 } }))], 'times'], [[group(band({ time: { '@type': 'Sometimes' } }))], 'time'],
      [[group(band({}, { lowerEndpoint: 5, upperEndpoint: 1 }))], 'Exchange the endpoints'], [[group(band({ id: 'same' })), group(band({ id: 'same' }))], 'Two bands have the id "same"'],
    ] as const) {
      const answer = await house.call('POST', '/design/sla-profiles', profile([...thresholds]));
      expect([answer.status, messageOf(answer)]).toEqual([400, expect.stringContaining(sentence)]);
    }
    expect((await house.call('POST', '/design/sla-profiles', profile([group(band({ name: 'n'.repeat(100), time: { '@type': 'DurationCondition', duration: 5000 } }))]))).status).toBe(201);
  });

  it('can start from default bands, of some metrics or of all that have some', async () => {
    const two = await defaults('?metrics=ERRORS_PERCENT,HITS_TOTAL');
    expect(two.map(({ metric, thresholds }) => [metric, thresholds.length])).toEqual([['ERRORS_PERCENT', 3], ['HITS_TOTAL', 0]]);
    expect(two[0]?.thresholds.map(({ id, severity, value }) => [id, severity, value.range])).toEqual([
      ['', 'PASSED', { upperEndpoint: 1, upperBoundType: 'CLOSED' }],
      ['', 'WARNING', { lowerEndpoint: 1, lowerBoundType: 'OPEN', upperEndpoint: 5, upperBoundType: 'CLOSED' }],
      ['', 'CRITICAL', { lowerEndpoint: 5, lowerBoundType: 'OPEN' }],
    ]);
    expect(await defaults('?metrics=ERRORS_PERCENT&metrics=HITS_TOTAL')).toEqual(two);
    const all = await defaults('');
    expect([all.length > 5, all.every(({ thresholds }) => thresholds.length > 0)]).toEqual([true, true]);
    expect(await defaults('?metrics=')).toEqual([]);
    expect((await house.call('GET', '/design/sla-profiles/threshold-defaults?metrics=NO_SUCH')).status).toBe(400);
    expect((await house.call('POST', '/design/sla-profiles', profile(two))).status).toBe(201);
  });
});
