import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agentSettings } from '../../../src/config/agent-settings.js';
import { ConfigurationError } from '../../../src/config/configuration-error.js';
import { DockerProvider } from '../../../src/contract/provider.js';
import { narrowerHosts } from '../../../src/local/agent/narrower-hosts.js';
import { Outbox } from '../../../src/local/agent/outbox.js';
import { ServerClock } from '../../../src/local/agent/server-clock.js';
import { CallFailed } from '../../../src/local/agent/server-link.js';
import { memoryFor } from '../../../src/local/api/agents/capacity.js';
import { OrderBox } from '../../../src/local/api/agents/order-box.js';
import { AllowedHosts } from '../../../src/local/engine/http/allowed-hosts.js';
import { countsOf, dealt } from '../../../src/local/engine/load/deal.js';
import type { Report } from '../../../src/local/engine/load/messages.js';

describe('the deal of users', () => {
  it('gives user k to agent k mod n where all are equal', () => {
    expect([...dealt(8, [100, 100, 100])]).toEqual([0, 1, 2, 0, 1, 2, 0, 1]);
  });

  it('gives nobody more than its weight while another has room, and each its share at every moment', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 8 }).filter((weights) => weights.some((weight) => weight > 0)), fc.double({ min: 0, max: 1, noNaN: true }), (weights, part) => {
      const room = weights.reduce((sum, weight) => sum + weight, 0);
      const users = Math.floor(room * part);
      const counts = countsOf(users, weights);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(users);
      for (const [index, count] of counts.entries()) {
        expect(count).toBeLessThanOrEqual(weights[index] ?? 0);
        // Never further than one user per agent from its exact share.
        expect(Math.abs(count - (users * (weights[index] ?? 0)) / room)).toBeLessThanOrEqual(weights.length);
      }
    }), { numRuns: 300 });
  });

  it('is the same for every part of a curve: the first users of a longer deal are those of a shorter one', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 5 }), fc.nat(100), fc.nat(100), (weights, a, b) => {
      const [short, long] = [Math.min(a, b), Math.max(a, b)];
      expect([...dealt(long, weights)].slice(0, short)).toEqual([...dealt(short, weights)]);
    }));
  });
});

describe('the memory of a machine', () => {
  const provider = (change: object): DockerProvider => DockerProvider.parse({ id: 'p', name: 'p', ...change });
  it('is what the documented calculation gives, or what the machine has', () => {
    expect(memoryFor(provider({ ramMb: 8192, usablePercent: 70 }), 1_000_000) / 5).toBeCloseTo(1121, 0);
    expect(memoryFor(provider({}), 1_000_000)).toBe(3558);
    expect(memoryFor(provider({}), 2048)).toBe(1715);
    expect(memoryFor(provider({ ramMb: 100 }), 4096)).toBe(0);
  });
});

describe('the hosts that both sides allow', () => {
  it('are the narrower of each pair', () => {
    expect(narrowerHosts(['*'], [])).toEqual([]);
    expect(narrowerHosts(['*'], ['shop.example.com'])).toEqual(['shop.example.com']);
    expect(narrowerHosts(['*.example.com'], ['*'])).toEqual(['*.example.com']);
    expect(narrowerHosts(['*.example.com'], ['*.shop.example.com', 'example.com', 'a.example.com', 'example.org'])).toEqual(['*.shop.example.com', 'a.example.com']);
    expect(narrowerHosts(['A.example.com', 'b.example.com'], ['a.example.com'])).toEqual(['a.example.com']);
  });

  it('never allow what one of the two refuses', () => {
    const label = fc.constantFrom('a', 'b', 'shop');
    const host = fc.array(label, { minLength: 1, maxLength: 3 }).map((labels) => `${labels.join('.')}.test`);
    const pattern = fc.oneof(host, host.map((name) => `*.${name}`), fc.constant('*'));
    fc.assert(fc.property(fc.array(pattern, { maxLength: 4 }), fc.array(pattern, { maxLength: 4 }), host, (one, other, name) => {
      const allows = (list: readonly string[]): boolean => new AllowedHosts(list).refusal(name) === undefined;
      expect(allows(narrowerHosts(one, other))).toBe(allows(one) && allows(other));
    }), { numRuns: 2000 });
  });
});

describe('the clock of the backend', () => {
  it('is read from the quickest call, and wrong by half its way at most', () => {
    fc.assert(fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.array(fc.tuple(fc.nat(500), fc.nat(500)), { minLength: 1, maxLength: 8 }), (offset, calls) => {
      const clock = new ServerClock();
      let now = 1_000_000;
      for (const [there, back] of calls) {
        clock.add(now, now + there + back, now + there + offset);
        now += there + back + 2000;
      }
      const quickest = Math.min(...calls.map(([there, back]) => there + back));
      expect(clock.roundTripMs).toBe(quickest);
      expect(Math.abs(clock.offsetMs - offset)).toBeLessThanOrEqual(quickest / 2);
    }));
  });

  it('forgets old calls: clocks drift', () => {
    const clock = new ServerClock();
    clock.add(0, 0, 500);
    for (let call = 1; call <= 8; call++) clock.add(call * 1000, call * 1000 + 10, call * 1000 + 5);
    expect(clock.offsetMs).toBe(0);
  });
});

describe('the outbox of a run', () => {
  const progress = (percent: number): Report => ({ type: 'progress', percent });

  it('sends a batch until it is taken, under the same number, and the next ones after it', async () => {
    const arrived: { batch: number; percents: number[] }[] = [];
    let failures = 3;
    const outbox = new Outbox(async ({ batch, reports }) => {
      arrived.push({ batch, percents: reports.map((report) => (report.type === 'progress' ? report.percent : -1)) });
      if (failures-- > 0) throw new CallFailed('cut', 'unreachable');
    }, () => { throw new Error('refused'); });
    for (const percent of [1, 2, 3]) outbox.put(progress(percent));
    await outbox.drained();
    expect(arrived.slice(0, 4).map(({ batch }) => batch)).toEqual([1, 1, 1, 1]);
    const first = arrived[0]?.percents;
    for (const { percents } of arrived.slice(0, 4)) expect(percents).toEqual(first);
    const taken = new Map(arrived.map(({ batch, percents }) => [batch, percents]));
    expect([...taken.values()].flat()).toEqual([1, 2, 3]);
  });

  it('ends when the backend wants no more of the run', async () => {
    const sent: number[] = [];
    const refused: string[] = [];
    const outbox = new Outbox(async ({ batch }) => {
      sent.push(batch);
      throw new CallFailed('The run is over.', 'refused', 410);
    }, (why) => { refused.push(why); });
    for (const percent of [1, 2, 3]) outbox.put(progress(percent));
    await outbox.drained();
    expect([sent, refused]).toEqual([[1], ['The run is over.']]);
  });
});

describe('the orders to an agent', () => {
  const stop = (runId: string): { type: 'stop'; runId: string; by: string } => ({ type: 'stop', runId, by: 'x' });
  const never = new AbortController().signal;

  it('wait for the agent, come again until it has them, and come at once while it waits', async () => {
    const box = new OrderBox();
    box.put(stop('a'));
    expect((await box.take(0, 1000, never)).map(({ number }) => number)).toEqual([1]);
    expect((await box.take(0, 1000, never)).map(({ number }) => number)).toEqual([1]);
    const held = box.take(1, 60_000, never);
    box.put(stop('b'));
    expect(await held).toEqual([{ number: 2, order: stop('b') }]);
  });

  it('end a wait when the agent asks anew, hangs up, or the backend closes', async () => {
    const box = new OrderBox();
    const first = box.take(0, 60_000, never);
    const gone = new AbortController();
    const second = box.take(0, 60_000, gone.signal);
    expect(await first).toEqual([]);
    gone.abort();
    expect(await second).toEqual([]);
    const third = box.take(0, 60_000, never);
    box.close();
    expect([await third, await box.take(0, 60_000, never)]).toEqual([[], []]);
  });
});

describe('the settings of an agent', () => {
  const GOOD = { SERVER_URL: 'https://octoperf.example.com/', AGENT_TOKEN: 'a.b.c' };

  it('are read from the environment', () => {
    expect(agentSettings({ ...GOOD, AGENT_NAME: 'one', AGENT_HOST: 'my host', AGENT_ALLOWED_HOSTS: ' shop.test, *.a.test ,' })).toMatchObject({ serverUrl: 'https://octoperf.example.com', token: 'a.b.c', name: 'one', host: 'my-host', allowedHosts: ['shop.test', '*.a.test'], container: false });
    expect(agentSettings(GOOD).memoryMb).toBeGreaterThan(0);
  });

  it('are refused by name', () => {
    const complaints = (environment: Record<string, string>): string => {
      try {
        agentSettings(environment);
        return '';
      } catch (error) {
        return error instanceof ConfigurationError ? error.message : 'another error';
      }
    };
    expect(complaints({})).toMatch(/SERVER_URL[\s\S]*AGENT_TOKEN/);
    for (const url of ['ftp://a', 'https://a/path', 'https://u:p@a', 'https://a?x=1', 'a']) expect(complaints({ ...GOOD, SERVER_URL: url })).toContain('SERVER_URL');
    for (const name of ['-x', 'a b', '$(reboot)', 'x'.repeat(64)]) expect(complaints({ ...GOOD, AGENT_NAME: name })).toContain('AGENT_NAME');
  });
});
