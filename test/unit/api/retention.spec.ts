import { existsSync } from 'node:fs';
import { mkdir, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BenchResultState } from '../../../src/contract/bench-result.js';
import { type BenchEntity, newBench } from '../../../src/local/api/runtime/bench-results/bench-entity.js';
import { Retention, type Swept } from '../../../src/local/api/runtime/bench-results/retention.js';
import { LocalDatabase } from '../../../src/local/storage/local-database.js';
import { House, messageOf } from './house.js';

const DAY = 86_400_000;
const NOW = Date.parse('2026-03-01T00:00:00.000Z');
const KEPT = 3;
const LARGE = 4096;

let house: House;
let database: LocalDatabase;
let projectId: string;
let workspaceId: string;
let counter = 0;

beforeAll(async () => {
  // No sweep of its own: these tests say what time it is.
  house = await House.open({ OCTOPERF_LOCAL__RETENTION__SWEEP_MINUTES: '0', OCTOPERF_LOCAL__RETENTION__RESULTS_PER_PROJECT: String(KEPT), OCTOPERF_LOCAL__RETENTION__MAX_ZIPPED_LOG_BYTES: String(LARGE) });
  database = house.backend.app.get(LocalDatabase);
  workspaceId = await house.workspace();
});
beforeEach(async () => { projectId = (await house.project()).id; });
afterAll(() => house.backend.stop());

const sweep = (now = NOW): Promise<Swept> => house.backend.app.get(Retention).sweep(now);
const folderOf = (id: string): string => join(house.backend.dataFolder, 'results', id);
const status = async (path: string): Promise<number> => (await house.call('GET', path)).status;

interface Wanted { readonly endedAt?: number; readonly state?: BenchResultState; readonly virtualUserId?: string }

/** A stored run or validation with a report and files, as the engine leaves them. */
async function aBench({ endedAt = NOW - DAY, state = 'FINISHED', virtualUserId }: Wanted = {}): Promise<BenchEntity> {
  const id = `bench-${++counter}`;
  const isRun = virtualUserId === undefined;
  const begun = newBench({ id, batchId: 'b', scenarioId: 's', designProjectId: projectId, resultProjectId: isRun ? `result-${counter}` : '', userId: 'u', name: id, mode: isRun ? 'STANDARD' : 'CHECK', plannedMs: 1000, ...(isRun ? {} : { virtualUserId }) }, endedAt - 1000);
  const bench: BenchEntity = { ...begun, state, ...(state === 'RUNNING' ? {} : { endedAt }) };
  await database.documents.insert('benchResult', bench, { workspaceId, parentId: projectId });
  if (isRun) await aReport(`report-${id}`, [id]);
  await database.benchLogs.append(id, 'a line');
  await mkdir(folderOf(id), { recursive: true });
  await writeFile(join(folderOf(id), 'jmeter.log'), 'a line\n');
  return bench;
}

async function aReport(id: string, benchResultIds: string[]): Promise<void> {
  await database.documents.insert('benchReport', { id, userId: 'u', projectId, benchResultIds, name: id, description: '', tags: [], configs: [], items: [] }, { workspaceId, parentId: projectId });
}

describe('files of runs and validations', () => {
  it('live for seven days after the end, to the millisecond; the run and its report stay', async () => {
    const { id } = await aBench({ endedAt: NOW - 7 * DAY });
    expect(await sweep(NOW)).toEqual({ folders: 0, files: 0, results: 0 });
    expect((await house.call('GET', `/analysis/logs/list/${id}`)).json).toEqual(['jmeter.log']);
    expect(await sweep(NOW + 1)).toEqual({ folders: 1, files: 0, results: 0 });
    expect((await house.call('GET', `/analysis/logs/list/${id}`)).json).toEqual([]);
    const gone = await house.call('GET', `/analysis/logs/lines/${id}?filename=jmeter.log`);
    expect([gone.status, messageOf(gone)]).toEqual([404, expect.stringContaining('local.retention.file-days')]);
    expect([await status(`/runtime/bench-results/${id}`), await status(`/analysis/bench-reports/report-${id}`)]).toEqual([200, 200]);
    expect(await sweep(NOW + 1)).toEqual({ folders: 0, files: 0, results: 0 });
  });

  it('of a run under way stay, however old', async () => {
    const { id } = await aBench({ endedAt: NOW - 30 * DAY, state: 'RUNNING' });
    await sweep();
    expect(existsSync(join(folderOf(id), 'jmeter.log'))).toBe(true);
    await database.documents.delete('benchResult', id);
  });

  it('that no run owns any more go by their own age', async () => {
    for (const [name, age] of [['orphan-old', 8], ['orphan-new', 6]] as const) {
      await mkdir(folderOf(name), { recursive: true });
      await utimes(folderOf(name), new Date(NOW - age * DAY), new Date(NOW - age * DAY));
    }
    expect((await sweep()).folders).toBeGreaterThanOrEqual(1);
    expect([existsSync(folderOf('orphan-old')), existsSync(folderOf('orphan-new'))]).toEqual([false, true]);
  });

  it('zipped logs above the limit are dropped at once, others stay', async () => {
    const { id } = await aBench();
    for (const [name, size] of [['small.log.gz', LARGE], ['large.log.gz', LARGE + 1], ['large.jtl', LARGE * 4]] as const) {
      await writeFile(join(folderOf(id), name), '');
      await truncate(join(folderOf(id), name), size);
    }
    expect(await sweep()).toMatchObject({ files: 1 });
    expect((await house.call('GET', `/analysis/logs/list/${id}`)).json).toEqual(['jmeter.log', 'large.jtl', 'small.log.gz']);
  });
});

describe('results', () => {
  it('the oldest above the number of a project are erased with their reports, logs and files; other projects are left alone', async () => {
    const other = projectId;
    const untouched = await aBench();
    projectId = (await house.project('ann', 'Many')).id;
    const runs = [];
    for (let index = 0; index < KEPT + 2; index++) runs.push(await aBench());
    const [first, second, third] = runs.map(({ id }) => id);
    await aReport('compares-erased', [first ?? '', second ?? '']);
    await aReport('compares-kept', [second ?? '', third ?? '']);
    expect(await sweep()).toMatchObject({ results: 2 });
    const kept = (await database.documents.listByParent('benchResult', projectId)).map(({ id }) => id);
    expect(kept).toEqual(runs.slice(2).map(({ id }) => id));
    expect((await database.documents.listByParent('benchReport', projectId)).map(({ id }) => id)).toEqual([...runs.slice(2).map(({ id }) => `report-${id}`), 'compares-kept']);
    expect([existsSync(folderOf(first ?? '')), existsSync(folderOf(third ?? ''))]).toEqual([false, true]);
    expect(await database.benchLogs.list(first ?? '')).toEqual([]);
    expect(await status(`/runtime/bench-results/${first}`)).toBe(404);
    expect((await database.documents.listByParent('benchResult', other)).map(({ id }) => id)).toEqual([untouched.id]);
  });

  it('a run under way is never erased', async () => {
    const running = await aBench({ state: 'RUNNING' });
    for (let index = 0; index < KEPT; index++) await aBench();
    expect(await sweep()).toMatchObject({ results: 0 });
    expect(await status(`/runtime/bench-results/${running.id}`)).toBe(200);
  });

  it('of validations the latest stays, replaced ones go when their files go', async () => {
    const virtualUserId = 'vu-1';
    const old = await aBench({ virtualUserId, endedAt: NOW - 8 * DAY });
    const recent = await aBench({ virtualUserId, endedAt: NOW - DAY });
    const latest = await aBench({ virtualUserId, endedAt: NOW - 8 * DAY });
    await database.validations.begin(virtualUserId, latest.id);
    await sweep();
    expect(await Promise.all([old, recent, latest].map(({ id }) => status(`/runtime/bench-results/${id}`)))).toEqual([404, 200, 200]);
    expect([old, recent, latest].map(({ id }) => existsSync(folderOf(id)))).toEqual([false, true, false]);
  });
});

describe('the sweeper', () => {
  it('sweeps at the start of the backend, unless it is told not to', async () => {
    const swept = await House.open();
    await swept.backend.app.get(LocalDatabase).documents.insert('benchResult', { ...newBench({ id: 'old', batchId: '', scenarioId: 's', designProjectId: 'p', resultProjectId: '', userId: 'u', name: 'old', mode: 'STANDARD', plannedMs: 0 }, 1), state: 'FINISHED', endedAt: 1 }, { workspaceId: 'w', parentId: 'p' });
    await mkdir(join(swept.backend.dataFolder, 'results', 'old'), { recursive: true });
    await swept.backend.restart();
    // Closing waits for the sweep that the start began.
    await swept.backend.restart();
    expect(existsSync(join(swept.backend.dataFolder, 'results', 'old'))).toBe(false);
    await swept.backend.stop();
  });
});
