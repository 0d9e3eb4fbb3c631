import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { defaultJmeterEngine } from '../../src/contract/engine-settings.js';
import { ACCOUNTS, startServer, tokenOf } from '../../test/support/server-process.js';
import { seriesOf } from './made-run.js';
import { widgetsOf } from './widgets.js';

/**
 * `tsx bench/analysis/readers.ts --data <folder of run.ts> --readers 8 --seconds 20`: the same bench twice, alone and while so many readers ask for the
 * widgets of a long run without a pause. Both are told as the report tells them. The last line is JSON.
 */
const valueOf = (name: string, otherwise: string): string => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : (process.argv[at + 1] ?? otherwise);
};
const [dataFolder, longRun, readers, seconds] = [valueOf('data', ''), valueOf('run', 'run-1000000'), Number(valueOf('readers', '8')), Number(valueOf('seconds', '20'))];

const site = createServer((_request, response) => { response.end('hello'); }).listen(0, '127.0.0.1');
await once(site, 'listening');
const { port } = site.address() as AddressInfo;
const server = await startServer({ dataFolder });
const authorization = `Bearer ${await tokenOf(server, ACCOUNTS.tester.username)}`;

async function rest<T>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(server.origin + path, { method, headers: { authorization, 'content-type': 'application/json' }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return JSON.parse(text) as T;
}

interface Made { readonly id: string }
interface Bench { readonly state: string; readonly generators?: readonly { readonly verdict: string; readonly loopDelayMs: unknown; readonly reasons: readonly string[] }[] }

async function scenario(): Promise<string> {
  const [workspace] = await rest<Made[]>('GET', '/workspaces/member-of');
  const { id: projectId } = await rest<Made>('POST', '/design/projects', { id: '', userId: '', workspaceId: workspace?.id, name: 'Readers', description: '' });
  const { id: serverId } = await rest<Made>('POST', '/design/http-servers', { id: '', projectId, protocol: 'HTTP', hostname: '127.0.0.1', port });
  const children = [{ '@type': 'HttpRequestAction', id: 'r', name: 'r', enabled: true, serverId, method: 'GET', path: '/', children: [] }, { '@type': 'ThinktimeUniform', id: 't', name: '', enabled: true, min: 90, max: 110 }];
  const { id: virtualUserId } = await rest<Made>('POST', '/design/virtual-users', { '@type': 'VirtualUser', id: '', userId: '', projectId, name: 'V', description: '', type: 'JMETER', tags: [], children });
  const load = { '@type': 'UserProfileLoadRampUp', delayMs: 0, rampUpMs: 1000, plateauMs: seconds * 1000, plateauVus: 20 };
  return (await rest<Made>('POST', '/runtime/scenarios', { id: '', userId: '', projectId, name: 'Readers', description: '', mode: 'STANDARD', userProfiles: [{ id: 'p', virtualUserId, providerId: 'local-engine-provider', location: 'local', load, memory: { vuMb: null }, engine: defaultJmeterEngine() }] })).id;
}

async function played(scenarioId: string, reading: number): Promise<object> {
  const { benchResultIds: [id = ''] } = await rest<{ benchResultIds: string[] }>('POST', `/runtime/scenarios/run/${scenarioId}`);
  const widgets = widgetsOf(longRun, seriesOf({ actions: 200, samples: 0, seconds: 0 }).filter(({ subSampleType }) => subSampleType === 'Hit').map(({ actionId }) => actionId));
  let isOver = false;
  let reads = 0;
  const readAll = Array.from({ length: reading }, async (_, offset) => {
    for (let at = offset; !isOver; at++, reads++) {
      const widget = widgets[at % widgets.length];
      if (widget !== undefined) await rest('POST', widget.path, widget.item);
    }
  });
  let bench = await rest<Bench>('GET', `/runtime/bench-results/${id}`);
  for (; !['FINISHED', 'ABORTED', 'ERROR'].includes(bench.state); bench = await rest<Bench>('GET', `/runtime/bench-results/${id}`)) await pause(500);
  isOver = true;
  await Promise.all(readAll);
  const metrics = ['HITS_TOTAL', 'HITS_RATE', 'ERRORS_TOTAL', 'RESPONSE_TIME_AVG', 'RESPONSE_TIME_PERCENTILE_99'].map((metric) => ({ id: metric, type: 'BASIC', benchResultId: id, filters: [{ '@type': 'SingleTermFilter', field: 'subSampleType', term: 'Hit' }], configs: [] }));
  const [hits, perSecond, errors, average, p99] = await rest<number[]>('POST', '/analysis/metrics/summary', { '@type': 'SummaryReportItem', id: 'i', name: 'n', metrics });
  return { readers: reading, reads, state: bench.state, hits, perSecond, errors, average, p99, generators: bench.generators?.map(({ verdict, loopDelayMs, reasons }) => ({ verdict, loopDelayMs, reasons })) };
}

try {
  const id = await scenario();
  const results = [await played(id, 0), await played(id, readers), await played(id, 0), await played(id, readers)];
  for (const result of results) console.log(JSON.stringify(result));
} finally {
  await server.stop();
  site.close();
}
