import { beforeEach, describe, expect, it } from 'vitest';
import { type Outcome, UpstreamBreaker } from '../../../src/octoperf/upstream-breaker.js';

let now = 0;
let turns: string[] = [];
const made = (settings = {}): UpstreamBreaker => new UpstreamBreaker({ failurePercent: 50, minCalls: 10, windowSeconds: 30, openSeconds: 10, ...settings }, (state) => { turns.push(state); }, () => now);
const call = (breaker: UpstreamBreaker, outcome: Outcome, times = 1, caller = 'one'): void => {
  for (let index = 0; index < times; index++) if (breaker.wait() === 0) breaker.note(outcome, caller);
};

beforeEach(() => { now = 1_800_000_000_000; turns = []; });

describe('the breaker', () => {
  it('opens when half of enough calls fail, and not before there are enough', () => {
    const breaker = made();
    call(breaker, 'outage', 9);
    expect(breaker.state).toBe('closed');
    call(breaker, 'outage');
    expect(breaker.state).toBe('open');
    expect(breaker.wait()).toBe(10_000);
    expect(turns).toEqual(['open']);
  });

  it('stays closed below that share', () => {
    const breaker = made();
    for (let index = 0; index < 100; index++) call(breaker, index % 5 < 3 ? 'well' : 'outage');
    expect(breaker.state).toBe('closed');
  });

  it('refusals and cancelled calls never open it', () => {
    const breaker = made();
    call(breaker, 'well', 500);
    call(breaker, 'nothing', 500);
    expect(breaker.state).toBe('closed');
  });

  it('answers of 500 to one account do not, to several they do', () => {
    const breaker = made();
    call(breaker, 'failed', 50, 'one');
    expect(breaker.state).toBe('closed');
    call(breaker, 'failed', 1, 'two');
    expect(breaker.state).toBe('open');
  });

  it('nor across slices of time', () => {
    const breaker = made();
    for (let index = 0; index < 20; index++) { now += 1_000; call(breaker, 'failed', 1, 'one'); }
    expect(breaker.state).toBe('closed');
    now += 3_000;
    call(breaker, 'failed', 1, 'two');
    expect(breaker.state).toBe('open');
  });

  it('what is older than the window is forgotten', () => {
    const breaker = made();
    call(breaker, 'outage', 9);
    now += 31_000;
    call(breaker, 'outage', 9);
    expect(breaker.state).toBe('closed');
  });

  it('lets one call try after its time, the others wait; success closes it with a clean slate', () => {
    const breaker = made();
    call(breaker, 'outage', 10);
    now += 10_000;
    expect(breaker.wait()).toBe(0);
    expect(breaker.state).toBe('half-open');
    expect(breaker.wait()).toBeGreaterThan(0);
    expect(breaker.closedFor()).toBeGreaterThan(0);
    breaker.note('well', 'one');
    expect(breaker.state).toBe('closed');
    call(breaker, 'outage', 9);
    expect(turns).toEqual(['open', 'half-open', 'closed']);
  });

  it('a try that fails opens it for as long again; one that was cancelled is made by the next', () => {
    const breaker = made();
    call(breaker, 'outage', 10);
    now += 10_000;
    call(breaker, 'outage');
    expect(breaker.wait()).toBe(10_000);
    now += 10_000;
    call(breaker, 'nothing');
    expect(breaker.state).toBe('open');
    call(breaker, 'well');
    expect(breaker.state).toBe('closed');
  });

  it('calls that were under way when it opened decide nothing', () => {
    const breaker = made();
    expect([breaker.wait(), breaker.wait()]).toEqual([0, 0]);
    call(breaker, 'outage', 10);
    breaker.note('well', 'late');
    breaker.note('outage', 'late');
    expect(breaker.state).toBe('open');
    expect(turns).toEqual(['open']);
  });

  it('0 percent means never', () => {
    const breaker = made({ failurePercent: 0 });
    call(breaker, 'outage', 1_000);
    expect(breaker.state).toBe('closed');
  });
});
