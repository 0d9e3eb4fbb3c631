import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { countLatency, type LatencyCounts, percentile } from '../../../src/observe/latency-counts.js';
import { StatisticsFile } from '../../../src/observe/statistics-file.js';
import { type Failure, type ToolFigures, ToolStatistics } from '../../../src/observe/tool-statistics.js';
import { Happenings } from '../../../src/scope/happenings.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.UTC(2026, 0, 5, 10);

/** Statistics on a clock of the test's own. */
class Counted {
  at = START;
  private readonly happenings = new Happenings();
  readonly statistics = new ToolStatistics(this.happenings, () => this.at);

  call(tool: string, { ms = 10, bytes = 100, failure }: { ms?: number; bytes?: number; failure?: Failure } = {}): void {
    this.happenings.tell('operation', { method: 'tools/call', tool, requestId: 'r', caller: { subject: 'ann', clientId: undefined }, ms, bytes, ...(failure === undefined ? {} : { failure }) });
  }
  list(): void { this.happenings.tell('operation', { method: 'tools/list', requestId: 'r', caller: undefined, ms: 1, bytes: 1 }); }
  figures(range: 'hour' | 'day' | 'week'): readonly ToolFigures[] { return this.statistics.window(range).tools; }
  calls(range: 'hour' | 'day' | 'week'): number { return this.figures(range).reduce((sum, { calls }) => sum + calls, 0); }
}

describe('percentiles', () => {
  it('are within 5 % of the exact ones, whatever the times', () => {
    const exact: number[] = [];
    const counts: LatencyCounts = new Map();
    for (let index = 0; index < 20_000; index++) {
      const ms = 0.2 * Math.exp((index * 7_919 % 20_000) / 20_000 * 14);
      exact.push(ms);
      countLatency(counts, ms);
    }
    exact.sort((a, b) => a - b);
    for (const share of [0.01, 0.5, 0.9, 0.95, 0.99, 0.999]) {
      const right = exact[Math.ceil(exact.length * share) - 1] ?? NaN;
      expect(Math.abs(percentile(counts, share) - right) / right, `p${share * 100}`).toBeLessThan(0.06);
    }
    expect(counts.size).toBeLessThan(216);
  });
  it('of nothing are 0, of one call are that call; endless times have a last bound', () => {
    expect(percentile(new Map(), 0.5)).toBe(0);
    const counts: LatencyCounts = new Map();
    countLatency(counts, 1e12);
    countLatency(counts, 0);
    expect([...counts.keys()]).toEqual([215, 0]);
  });
});

describe('windows', () => {
  it('of an hour, a day and a week forget in their own time', () => {
    const counted = new Counted();
    counted.call('a');
    counted.at += 59 * MINUTE;
    expect([counted.calls('hour'), counted.calls('day'), counted.calls('week')]).toEqual([1, 1, 1]);
    counted.at += MINUTE;
    expect([counted.calls('hour'), counted.calls('day'), counted.calls('week')]).toEqual([0, 1, 1]);
    counted.at = START + 24 * HOUR;
    expect([counted.calls('day'), counted.calls('week')]).toEqual([0, 1]);
    counted.at = START + 168 * HOUR;
    expect(counted.calls('week')).toBe(0);
    expect(counted.statistics.stored().tools).toEqual({});
  });
  it('count calls, failures by kind and bytes per tool, most called first; nothing but tools', () => {
    const counted = new Counted();
    counted.call('rare', { failure: 'outage', bytes: 7 });
    counted.call('often');
    counted.call('often', { failure: 'agent' });
    counted.call('often', { failure: 'agent', ms: 1_000 });
    counted.list();
    const [often, rare, ...others] = counted.figures('hour');
    expect(often).toMatchObject({ tool: 'often', calls: 3, failures: { agent: 2 }, bytes: 300 });
    expect([often?.p50, often?.p99].map(Math.round as (ms: number | undefined) => number)).toEqual([expect.closeTo(10, -1), expect.closeTo(1_000, -2)]);
    expect(rare).toMatchObject({ tool: 'rare', calls: 1, failures: { outage: 1 }, bytes: 7 });
    expect(others).toEqual([]);
  });
  it('keep at most 228 slots of a tool, however long it is called', () => {
    const counted = new Counted();
    for (let minute = 0; minute < 15_000; minute++) {
      counted.call('a');
      counted.at += MINUTE;
    }
    const { minutes = [], hours = [] } = counted.statistics.stored().tools['a'] ?? {};
    expect(minutes.length + hours.length).toBeLessThanOrEqual(228);
    expect(counted.calls('week')).toBeGreaterThan(10_000 - 60);
  });
});

describe('the store', () => {
  const folder = mkdtempSync(join(tmpdir(), 'statistics-'));
  it('brings everything back after a restart, adds what was counted since, and names no caller', async () => {
    const file = join(folder, 'deep', 'statistics.json');
    const first = new Counted();
    const store = new StatisticsFile(file, 3_600, first.statistics);
    first.call('a', { ms: 100, failure: 'defect' });
    await store.close();
    expect(readFileSync(file, 'utf8')).not.toContain('ann');
    const second = new Counted();
    second.at += 5 * MINUTE;
    second.call('a', { ms: 100 });
    const again = new StatisticsFile(file, 3_600, second.statistics);
    expect(second.figures('hour')).toMatchObject([{ tool: 'a', calls: 2, failures: { defect: 1 }, bytes: 200 }]);
    expect(second.statistics.window('hour')).toMatchObject({ since: START, isStored: true });
    await again.close();
    expect(readdirSync(join(folder, 'deep'))).toEqual(['statistics.json']);
  });
  it('that cannot be read is put aside', async () => {
    const file = join(folder, 'broken.json');
    writeFileSync(file, '{"version":1,"tools":');
    const store = new StatisticsFile(file, 3_600, new Counted().statistics);
    await store.close();
    expect(readFileSync(`${file}.unreadable`, 'utf8')).toBe('{"version":1,"tools":');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ version: 1 });
    rmSync(folder, { recursive: true });
  });
});
