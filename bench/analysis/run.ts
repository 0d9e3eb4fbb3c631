import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SLAProfile } from '../../src/contract/sla-profile.js';
import { newBench } from '../../src/local/api/runtime/bench-results/bench-entity.js';
import { type LocalDatabase, openDatabase } from '../../src/local/storage/local-database.js';
import { ACCOUNTS, startServer, tokenOf } from '../../test/support/server-process.js';
import { makeRun, type RunSize, seriesOf, VIRTUAL_USERS } from './made-run.js';
import { storedBytes } from './stored-bytes.js';
import { widgetsOf } from './widgets.js';

/**
 * `npm run bench:analysis [-- --samples 1000000 --seconds 1800 --actions 200 --rounds 20]`: makes a run through the journal, then asks for every widget
 * over REST, whole and in windows that begin and end anywhere. Without arguments: 1 million and 50 million samples. The last line is JSON.
 */
const numberOf = (name: string): number | undefined => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : Number(process.argv[at + 1]);
};
const SIZES: readonly RunSize[] = [{ samples: 1_000_000, seconds: 1800, actions: 200 }, { samples: 50_000_000, seconds: 7200, actions: 200 }];
const asked = numberOf('samples');
const sizes = asked === undefined ? SIZES : [{ samples: asked, seconds: numberOf('seconds') ?? 1800, actions: numberOf('actions') ?? 200 }];
const rounds = numberOf('rounds') ?? 20;

/** `--data <folder>` keeps what was made there and uses it again. */
const kept = process.argv.includes('--data') ? process.argv[process.argv.indexOf('--data') + 1] : undefined;
const dataFolder = kept ?? (await mkdtemp(join(tmpdir(), 'bench-analysis-')));
const server = await startServer({ dataFolder });
const authorization = `Bearer ${await tokenOf(server, ACCOUNTS.tester.username)}`;
interface Made { readonly id: string }

async function rest<T>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(server.origin + path, { method, headers: { authorization, 'content-type': 'application/json' }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return JSON.parse(text) as T;
}

/** A run of that size in the server's own database, with the design it would have. */
async function stored(database: LocalDatabase, size: RunSize, projectId: string, workspaceId: string): Promise<{ id: string; first: number; last: number; hits: number; appendMs: readonly number[] }> {
  const id = `run-${size.samples}`;
  const there = (await database.metrics.layout(id))?.span;
  if (there !== undefined) return { id, ...there, hits: await hitsOf(database, id), appendMs: [] };
  const made = await makeRun(database.metrics, id, size);
  const bench = newBench({ id, batchId: id, scenarioId: 's', designProjectId: projectId, resultProjectId: `${id}-project`, userId: 'u', name: id, mode: 'STANDARD', plannedMs: size.seconds * 1000 }, made.first * 1000);
  const virtualUsers = VIRTUAL_USERS.map((name) => ({ '@type': 'VirtualUser' as const, id: name, userId: '', projectId, name, description: '', type: 'JMETER' as const, tags: [], children: [attachment(name), ...seriesOf(size).filter((key) => key.virtualUserId === name && key.actionId !== name).map((key, index) => ({ '@type': 'HttpRequestAction', id: key.actionId, name: key.actionName, enabled: true, children: index === 0 ? [attachment(key.actionId)] : [] }))] }));
  const place = { workspaceId, parentId: projectId };
  await database.documents.insert('benchResult', { ...bench, state: 'FINISHED', startedAt: made.first * 1000, endedAt: (made.last + 1) * 1000 }, place);
  await database.documents.insert('frozenRun', { id: `${id}-project`, benchResultId: id, scenario: { userProfiles: VIRTUAL_USERS.map((name) => ({ id: name, virtualUserId: name })) } as never, virtualUsers: virtualUsers, servers: [], variables: [], slaProfiles: [SLA] }, place);
  return { id, ...made };
}

/** What judges every Virtual User as a whole, and one action of each. */
const SLA: SLAProfile = {
  id: 'sla', userId: '', projectId: '', name: 'Agreed',
  thresholds: (['RESPONSE_TIME_PERCENTILE_95', 'ERRORS_PERCENT'] as const).map((metric) => ({ metric, thresholds: [{ '@type': 'Threshold', id: metric, name: 'too much', severity: 'CRITICAL', time: { '@type': 'OccurrenceCondition', times: 3 }, value: { '@type': 'RangeCondition', range: { lowerEndpoint: 200, lowerBoundType: 'OPEN' } } }] })),
};
function attachment(below: string): { '@type': string; id: string; enabled: boolean; profileId: string; children: [] } {
  return { '@type': 'SLAProfileAction', id: `${below}-sla`, enabled: true, profileId: SLA.id, children: [] };
}

async function hitsOf(database: LocalDatabase, id: string): Promise<number> {
  const hits = (await database.metrics.series(id)).filter(({ key }) => key.subSampleType === 'Hit').map((one) => one.id);
  return (await database.metrics.totals(id, hits, ['figures'])).reduce((sum, { measure }) => sum + measure.hits, 0);
}

const percentile = (values: readonly number[], percent: number): number => Math.round(([...values].sort((a, b) => a - b)[Math.ceil((percent / 100) * values.length) - 1] ?? NaN) * 10) / 10;
/** Processor milliseconds that the server has used (Linux); NaN elsewhere. On a busy machine the clock measures the neighbours. */
function processorMs(): number {
  if (process.platform !== 'linux') return NaN;
  const fields = readFileSync(`/proc/${server.child.pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

interface Figures { readonly widget: string; readonly p50: number; readonly p95: number; readonly cpu: number }
async function measured(widget: string, call: (round: number) => Promise<unknown>): Promise<Figures> {
  await call(0);
  const times: number[] = [];
  const before = processorMs();
  for (let round = 1; round <= rounds; round++) {
    const begin = performance.now();
    await call(round);
    times.push(performance.now() - begin);
  }
  return { widget, p50: percentile(times, 50), p95: percentile(times, 95), cpu: Math.round((processorMs() - before) / rounds) };
}

const results: unknown[] = [];
const database = await openDatabase({ file: join(dataFolder, 'octoperf.db') });
try {
  const [workspace] = await rest<Made[]>('GET', '/workspaces/member-of');
  const { id: projectId } = await rest<Made>('POST', '/design/projects', { id: '', userId: '', workspaceId: workspace?.id, name: 'Scale', description: '' });
  for (const size of sizes) {
    const run = await stored(database, size, projectId, workspace?.id ?? '');
    const bytes = storedBytes(join(dataFolder, 'octoperf.db'), run.id);
    const actions = seriesOf(size).filter(({ subSampleType }) => subSampleType === 'Hit').map(({ actionId }) => actionId);
    const figures: Figures[] = [];
    for (const { name, path, item } of widgetsOf(run.id, actions)) {
      figures.push(await measured(name, () => rest('POST', path, item)));
      if (item['@type'] === 'ErrorsReportItem' || item['@type'] === 'InsightsReportItem') continue;
      // A window of most of the run that begins and ends where nothing else does.
      const window = (round: number): string => `?from=${(run.first + 7 + round) * 1000}&to=${(run.last - 11 - 3 * round) * 1000}`;
      figures.push(await measured(`${name}, window`, (round) => rest('POST', path + window(round), item)));
    }
    figures.push(await measured('Global metrics', () => rest('GET', `/analysis/metrics/global/${run.id}`)));
    const written = { p50: percentile(run.appendMs, 50), p95: percentile(run.appendMs, 95), p99: percentile(run.appendMs, 99) };
    results.push({ ...size, hits: run.hits, megabytes: Math.round(bytes / 1e5) / 10, secondWrittenMs: written, figures });
    console.log(`\n${run.hits} hits, ${size.actions} actions, ${size.seconds} s: ${(bytes / 1e6).toFixed(1)} MB; a second is written in p50 ${written.p50} ms, p95 ${written.p95} ms\n\n| Widget | p50 ms | p95 ms | Processor ms |\n|---|---|---|---|`);
    for (const { widget, p50, p95, cpu } of figures) console.log(`| ${widget} | ${p50} | ${p95} | ${cpu} |`);
  }
} finally {
  await database.close();
  await server.stop();
  if (kept === undefined) await rm(dataFolder, { recursive: true, force: true });
}
console.log(JSON.stringify(results));
