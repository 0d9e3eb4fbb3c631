import { afterEach, expect, it } from 'vitest';
import type { Scenario } from '../../../src/contract/scenario.js';
import { defaultJmeterEngine } from '../../../src/contract/engine-settings.js';
import { House, LOCAL, messageOf } from './house.js';

let house: House | undefined;
afterEach(async () => { await house?.backend.stop(); });

const SPEC = { '@type': 'PlaywrightSpecAction', id: 'spec', name: 'home', enabled: true, filename: 'home.spec.ts', content: "import { test } from '@playwright/test'; test('a', () => {});" };

async function opened(overrides: NodeJS.ProcessEnv): Promise<{ at: House; projectId: string; virtualUserId: string }> {
  house = await House.open(overrides);
  const { id: projectId } = await house.project();
  const { id: virtualUserId } = await house.made<{ id: string }>('/design/virtual-users', { '@type': 'VirtualUser', id: '', userId: '', projectId, name: 'Visitor', description: '', type: 'PLAYWRIGHT', tags: [], children: [SPEC] });
  return { at: house, projectId, virtualUserId };
}

async function scenario(at: House, projectId: string, virtualUserId: string, users: readonly number[]): Promise<string> {
  const { settings } = defaultJmeterEngine();
  const userProfiles = users.map((plateauVus, index) => ({
    id: '', name: `Browser ${index + 1}`, virtualUserId, ...LOCAL, memory: { vuMb: null }, load: { '@type': 'UserProfileLoadRampUp', delayMs: 0, rampUpMs: 0, plateauMs: 1000, plateauVus },
    engine: { '@type': 'PlaywrightUserProfileEngine', settings, device: '', timeoutMs: 30_000, baseURL: '', slowMoMs: 0 },
  }));
  return (await at.made<Scenario>('/runtime/scenarios', { id: '', userId: '', projectId, name: 'Probe', description: '', mode: 'STANDARD', tags: [], userProfiles })).id;
}

const refusedRun = async (at: House, id: string): Promise<string> => {
  const answer = await at.call('POST', `/runtime/scenarios/run/${id}`);
  return `${answer.status} ${messageOf(answer)}`;
};

it('plays no browser unless the operator allows it, and says how to', async () => {
  const { at, projectId, virtualUserId } = await opened({});
  const validation = await at.call('POST', `/runtime/validations/${virtualUserId}`, { ...LOCAL, iterations: 1 });
  expect(validation.status).toBe(400);
  expect(messageOf(validation)).toContain('local.engine.browsers');
  const checked = (await at.call('GET', `/design/virtual-users/sanity-check/${virtualUserId}`)).json as { level: string; message: string }[];
  expect(checked).toEqual([expect.objectContaining({ level: 'WARNING', message: expect.stringContaining('local.engine.browsers') as string }), expect.objectContaining({ level: 'INFO', message: 'A profile with a real browser takes one user: more browsers means more profiles.' })]);
  const id = await scenario(at, projectId, virtualUserId, [1]);
  expect(await refusedRun(at, id)).toMatch(/^403 .*maxRealBrowserUsers is 0\. The operator of this server has not allowed real browsers/);
});

it('names a Chromium that is not there', async () => {
  const { at, virtualUserId } = await opened({ OCTOPERF_LOCAL__ENGINE__BROWSERS: 'on', OCTOPERF_LOCAL__ENGINE__CHROMIUM: '/nowhere/chromium' });
  expect(messageOf(await at.call('POST', `/runtime/validations/${virtualUserId}`, { ...LOCAL, iterations: 1 }))).toContain('There is no program at "/nowhere/chromium"');
});

it('takes one user per profile and so many browsers in all', async () => {
  const { at, projectId, virtualUserId } = await opened({ OCTOPERF_LOCAL__ENGINE__BROWSERS: 'on', OCTOPERF_LOCAL__ENGINE__CHROMIUM: process.execPath, OCTOPERF_LOCAL__ENGINE__MAX_BROWSERS: '2' });
  expect(await refusedRun(at, await scenario(at, projectId, virtualUserId, [2]))).toBe('403 The scenario cannot be launched: A profile with a real browser takes one user: more browsers means more profiles, and "Browser 1" asks for 2.');
  expect(await refusedRun(at, await scenario(at, projectId, virtualUserId, [1, 1, 1]))).toMatch(/^403 .*maxRealBrowserUsers is 2 and the scenario asks for 3/);
});
