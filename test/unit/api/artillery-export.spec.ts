import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultJmeterEngine } from '../../../src/contract/engine-settings.js';
import { House, LOCAL, messageOf, request } from './house.js';

interface Script { config: { engines: { octoperf: { plan: string; secrets: Record<string, string> } }; phases: unknown[] }; scenarios: { name: string }[] }

let house: House;
let scenarioId: string;
let projectId: string;
let serverId: string;

const scenario = (virtualUserId: string): object => ({ id: '', userId: '', projectId, name: 'Peak', description: '', userProfiles: [{ ...LOCAL, name: 'Visitors', virtualUserId, load: { '@type': 'UserProfileLoadRampUp', delayMs: 0, rampUpMs: 1000, plateauMs: 1000, plateauVus: 3 }, memory: { vuMb: null }, engine: defaultJmeterEngine() }] });

beforeAll(async () => {
  house = await House.open();
  ({ id: projectId } = await house.project());
  ({ id: serverId } = await house.server(projectId, 'http://localhost:1'));
  await house.made('/design/variables', { id: '', userId: '', projectId, name: 'token', description: '', variable: { '@type': 'SecretVariable', value: { type: 'PLAIN', value: 'hush-hush' } } });
  const { id } = await house.virtualUser(projectId, [request('a', serverId, '/a?t=${token}')]);
  ({ id: scenarioId } = await house.made<{ id: string }>('/runtime/scenarios', scenario(id)));
});
afterAll(() => house.backend.stop());

describe('GET /runtime/scenarios/artillery/{scenarioId}', () => {
  it('answers a script for our engine, without secrets', async () => {
    const answer = await house.call('GET', `/runtime/scenarios/artillery/${scenarioId}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-disposition')).toContain('artillery.json');
    const { config, scenarios } = answer.json as Script;
    expect(scenarios).toMatchObject([{ name: 'Visitors', engine: 'octoperf', weight: 3 }]);
    expect(config.engines.octoperf.secrets).toEqual({ token: '{{ $env.OCTOPERF_SECRET_TOKEN }}' });
    const plan = Buffer.from(config.engines.octoperf.plan, 'base64').toString();
    expect(plan).toContain('/a?t=${token}');
    expect(plan + answer.text).not.toContain('hush-hush');
  });

  it('is not for strangers, and refuses what cannot be played', async () => {
    expect((await house.call('GET', `/runtime/scenarios/artillery/${scenarioId}`, undefined, 'bob')).status).toBe(404);
    const { id } = await house.virtualUser(projectId, [request('b', 'no-such-server', '/b')], 'Broken');
    const { id: broken } = await house.made<{ id: string }>('/runtime/scenarios', scenario(id));
    const answer = await house.call('GET', `/runtime/scenarios/artillery/${broken}`);
    expect([answer.status, messageOf(answer)]).toEqual([400, expect.stringContaining('sanity check')]);
  });
});
