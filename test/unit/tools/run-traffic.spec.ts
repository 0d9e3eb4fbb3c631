import { describe, expect, it } from 'vitest';
import type { ActionNode } from '../../../src/contract/actions.js';
import { defaultJmeterEngine } from '../../../src/contract/engine-settings.js';
import type { UserProfileLoad } from '../../../src/contract/load.js';
import { peakOf } from '../../../src/contract/load.js';
import { VirtualUser } from '../../../src/contract/virtual-user.js';
import { iterationOf, trafficOf, userSecondsOf } from '../../../src/tools/bench-run/preflight/traffic.js';

const on = (type: string, fields: object = {}, children: ActionNode[] = []): ActionNode => ({ '@type': type, id: type, name: '', enabled: true, children, ...fields });
const request = (...children: ActionNode[]): ActionNode => on('HttpRequestAction', {}, children);
const think = (value: number): ActionNode => on('ThinktimeConstant', { value });
const none = new Map<string, VirtualUser>();
const steady: UserProfileLoad = { '@type': 'UserProfileLoadRampUp', delayMs: 0, rampUpMs: 0, plateauMs: 100_000, plateauVus: 10 };

function planned(children: ActionNode[], load: UserProfileLoad = steady, settings: object = {}) {
  const engine = defaultJmeterEngine();
  const virtualUser = VirtualUser.parse({ id: 'v', userId: '', projectId: 'p', name: 'V', description: '', type: 'JMETER', children });
  const profile = { name: 'V', virtualUserId: 'v', providerId: 'p', location: 'l', load, memory: { vuMb: null }, engine: { ...engine, settings: { ...engine.settings, ...settings } } };
  return { profile, users: peakOf(load), durationSec: 100, virtualUser };
}

describe('user seconds are the area below the curve', () => {
  it.each<[UserProfileLoad, number]>([
    [steady, 1000],
    [{ '@type': 'UserProfileLoadRampUp', delayMs: 5_000, rampUpMs: 20_000, plateauMs: 30_000, plateauVus: 10 }, 400],
    [{ '@type': 'UserProfileLoadRampUpThenRampDown', delayMs: 0, rampUpMs: 20_000, plateauMs: 30_000, rampDownMs: 10_000, plateauVus: 10 }, 450],
    // 4 steps of 10 s with 5, 10, 15, 20 users, then 20 users for 10 s.
    [{ '@type': 'UserProfileLoadAscendingStairs', delayMs: 0, rampUpMs: 40_000, plateauMs: 10_000, plateauVus: 20, stepCount: 4 }, 700],
    [{ '@type': 'UserProfileLoadCustom', points: [{ timeInMs: 0, threadsCount: 0 }, { timeInMs: 10_000, threadsCount: 10 }, { timeInMs: 20_000, threadsCount: 0 }] }, 100],
  ])('%j', (load, seconds) => { expect(userSecondsOf(load)).toBeCloseTo(seconds); });
});

describe('one iteration', () => {
  it('counts enabled requests and the think times in their scope', () => {
    const tree = [think(1_000), request(think(500)), { ...request(), enabled: false }, on('ContainerAction', {}, [on('ThinktimeUniform', { min: 1_000, max: 3_000 }), request(), request()])];
    // 1.5 for the first; each of the two inside waits for both think times above it.
    expect(iterationOf(tree, none)).toEqual({ hits: 3, pauseSec: 7.5, doubts: new Set() });
  });

  it('multiplies loops, shares random choices, and says what it cannot know', () => {
    const tree = [on('LoopContainerAction', { count: '4' }, [request(think(250))]), on('RandomContainerAction', {}, [request(), request()]), on('IfContainerAction', {}, [request()]), on('OnceOnlyContainerAction', {}, [request()]), on('DelayAction', { thinktime: think(2_000), children: undefined })];
    const { hits, pauseSec, doubts } = iterationOf(tree, none);
    expect([hits, pauseSec]).toEqual([6, 3]);
    expect([...doubts].join()).toMatch(/conditions.*only once/);
    expect([...iterationOf([on('LoopContainerAction', { count: '${n}' }, [request()])], none).doubts]).toEqual(['conditions and loops of unknown length are counted as played once']);
  });

  it('follows links, but not for ever', () => {
    const target = VirtualUser.parse({ id: 'f', userId: '', projectId: 'p', name: 'F', description: '', type: 'FRAGMENTS', children: [on('ContainerAction', { id: 'login' }, [request(), request()]), on('ContainerAction', { id: 'round' }, [on('LinkAction', { virtualUserId: 'f', actionId: 'round' })])] });
    const trees = new Map([['f', target]]);
    expect(iterationOf([on('LinkAction', { virtualUserId: 'f', actionId: 'login' })], trees).hits).toBe(2);
    expect(iterationOf([on('LinkAction', { virtualUserId: 'f', actionId: 'round' })], trees)).toMatchObject({ hits: 0, doubts: new Set(['some links lead nowhere and are not counted']) });
  });

  it('takes the think time of the profile over those of the design', () => {
    expect(iterationOf([request(think(9_000))], none, { '@type': 'ThinktimeConstant', value: 1_000 }).pauseSec).toBe(1);
  });
});

describe('the traffic of a run', () => {
  it('lies between slow and fast answers', () => {
    // An iteration of one request and 0.9 s: 1 s with answers of 0.1 s, 1.9 s with answers of 1 s; 1000 user seconds.
    expect(trafficOf([planned([request(think(900))])], none)).toEqual({ hitsFrom: 526, hitsTo: 1000, peakHitsPerSecFrom: 5, peakHitsPerSecTo: 10, doubts: [] });
  });

  it('keeps to pacing, iterations and hits per second', () => {
    expect(trafficOf([planned([request()], steady, { thinkTime: { thinktime: null, pacing: { min: 5, max: 15, unit: 'SECONDS' } } })], none)).toMatchObject({ hitsFrom: 100, hitsTo: 100 });
    expect(trafficOf([planned([request()], steady, { iterations: 3 })], none)).toMatchObject({ hitsFrom: 30, hitsTo: 30 });
    expect(trafficOf([planned([request()], steady, { thinkTime: { thinktime: { '@type': 'ThinktimeThroughput', hitsPerSecond: 2 }, pacing: null } })], none)).toMatchObject({ hitsFrom: 0, hitsTo: 2000, peakHitsPerSecTo: 20 });
  });

  it('is nothing where nothing is requested', () => {
    expect(trafficOf([planned([on('PlaywrightSpecAction')])], none)).toMatchObject({ hitsTo: 0, doubts: ['what browser scripts request is not counted'] });
    expect(trafficOf([], none)).toMatchObject({ hitsFrom: 0, hitsTo: 0 });
  });
});
