import { setTimeout as pause } from 'node:timers/promises';
import { Job } from '../../demo/job.js';
import type { DemoServer } from '../../demo/local-server.js';
import { connectAsPerson } from '../../demo/oauth-agent.js';
import type { RunningShop } from '../../demo/shop/shop.js';

/** What the pictures are taken of. Paths begin with a slash. */
export interface DemoData {
  readonly workspace: string;
  readonly project: string;
  readonly virtualUser: string;
  readonly scenario: string;
  readonly run: string;
  readonly report: string;
  /** Starts another run and yields the page of it, while it goes on. */
  goLive(): Promise<string>;
  close(): Promise<void>;
}

const NOTE = `## What this run was for\n\nEvening traffic of **$PROJECT_NAME$**, as planned for $REPORT_DATE$.\n\n- the shop fails *some* product pages on purpose, half-way through\n- the sign-in is correlated, see [the project]($PROJECT$)\n\n| Goal | Limit |\n|---|---|\n| p95 of all requests | 250 ms |\n| errors | below 1 % |`;

/** A project with everything in it, made by an agent's tool calls over a shop that runs on this machine. */
export async function makeDemoData(server: DemoServer, shop: RunningShop): Promise<DemoData> {
  const { client, memory } = await connectAsPerson(server.mcpUrl, server.username, server.password);
  const job = new Job(client);
  const { workspaces } = await job.call<{ workspaces: { id: string }[] }>('list_workspaces');
  const workspaceId = workspaces[0]?.id ?? '';
  const { id: projectId } = await job.call<{ id: string }>('create_project', { workspaceId, name: 'Puddle & Pine shop', description: 'The shop of the demo, as its customers use it.' });
  const users = await virtualUsers(job, projectId, shop.url);
  await details(job, projectId);
  const { providers } = await job.call<{ providers: { id: string; locations: string[] }[] }>('list_public_docker_providers');
  const place = { providerId: providers[0]?.id ?? '', locations: [providers[0]?.locations[0] ?? ''] };
  const { id: scenarioId } = await job.call<{ id: string }>('create_scenario_ramp_up', { projectId, scenarioName: 'Evening rush', virtualUserIds: users, ...place, users: 8, rampUpSec: 14, holdForSec: 30 });
  const { run, report } = await played(job, scenarioId, shop);
  await enriched(new URL(server.mcpUrl).origin, memory.tokens()?.access_token ?? '', report, run);
  const base = `/ui/workspace/${workspaceId}`;
  const inProject = `${base}/project/${projectId}`;
  return {
    workspace: base, project: inProject, virtualUser: `${inProject}/design/virtual-user/${users[0] ?? ''}`, scenario: `${inProject}/runtime/scenario/${scenarioId}`,
    run: `${inProject}/runtime/bench-result/${run}`, report: `${inProject}/analysis/report/${report}`,
    goLive: async () => {
      const live = await job.call<{ benchResultIds: string[] }>('run_scenario', { scenarioId });
      await pause(16_000);
      return `${inProject}/runtime/bench-result/${live.benchResultIds[0] ?? ''}`;
    },
    close: () => client.close(),
  };
}

/** The recorded customer, correlated, and a second one that only looks around. */
async function virtualUsers(job: Job, projectId: string, shopUrl: string): Promise<string[]> {
  const { id } = await job.importRecording(projectId, shopUrl);
  await job.correlate(projectId, id);
  const other = await job.importRecording(projectId, shopUrl);
  await job.call('patch_virtual_user', { virtualUserId: other.id, patch: [{ op: 'replace', path: '/name', value: 'Only looking' }, { op: 'replace', path: '/description', value: 'Comes in, reads one page and leaves.' }] });
  const recorded = (other as { children?: { children?: unknown[] }[] }).children?.[0]?.children?.length ?? KEPT;
  await job.call('patch_virtual_user', { virtualUserId: other.id, patch: Array.from({ length: recorded - KEPT }, (_, index) => ({ op: 'remove', path: `/children/0/children/${recorded - 1 - index}` })) });
  return [id, other.id];
}

/** Pages that the second customer looks at: they need no account. */
const KEPT = 3;

async function details(job: Job, projectId: string): Promise<void> {
  await job.call('create_constant_variable', { projectId, name: 'currency', value: 'EUR', description: 'Shown beside every price.' });
  await job.call('create_counter_variable', { projectId, name: 'visit', description: 'Tells visits apart.' }).catch(() => undefined);
}

async function played(job: Job, scenarioId: string, shop: RunningShop): Promise<{ run: string; report: string }> {
  const started = await job.call<{ benchReportId: string; benchResultIds: string[] }>('run_scenario', { scenarioId });
  const run = started.benchResultIds[0] ?? '';
  let elapsed = 0;
  for (;;) {
    const { terminal } = await job.call<{ terminal: boolean }>('get_bench_result', { benchResultId: run });
    if (terminal) return { run, report: started.benchReportId };
    if (elapsed === 24) await change(shop.url, { errorRate: 0.12 });
    if (elapsed === 34) await change(shop.url, { errorRate: 0 });
    await pause(1000);
    elapsed++;
  }
}

async function change(origin: string, settings: object): Promise<void> {
  await fetch(`${origin}/__config`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(settings) });
}

/** Adds widgets that a first report does not have. */
async function enriched(origin: string, token: string, reportId: string, benchResultId: string): Promise<void> {
  const headers = { 'authorization': `Bearer ${token}`, 'content-type': 'application/json' };
  const report = (await (await fetch(`${origin}/analysis/bench-reports/${reportId}`, { headers })).json()) as { items: object[]; tags: string[]; description: string };
  const metric = (id: string, kind: string, type = 'BASIC'): object => ({ id, type, benchResultId, configs: [], filters: kind === '' ? [] : [{ '@type': 'SingleTermFilter', field: 'subSampleType', term: kind }] });
  const items = [
    ...report.items.slice(0, 2), { '@type': 'TextReportItem', id: 'note', name: 'Note', description: NOTE.replace('$PROJECT$', '/ui') }, ...report.items.slice(2),
    { '@type': 'StackedChartReportItem', id: 'codes-over-time', name: 'Response codes over time', metrics: [metric('HTTP_RESPONSE_CODES', 'Hit', 'WEB')], mode: 'ABSOLUTE' },
    { '@type': 'BarChartReportItem', id: 'bars', name: 'Where the time goes', metrics: [metric('RESPONSE_TIME_AVG', 'Hit'), metric('LATENCY_AVG', 'Hit'), metric('CONNECT_TIME_AVG', 'Hit')] },
    { '@type': 'AreaRangeChartReportItem', id: 'area', name: 'Response time against the users', metrics: [metric('RESPONSE_TIME_AVG', 'Hit'), metric('USERLOAD', '', 'LOAD')], referenceType: 'HISTOGRAM', rangeType: 'RAW' },
    { '@type': 'StatisticTreeReportItem', id: 'tree', name: 'By Virtual User', metrics: [metric('RESPONSE_TIME_AVG', 'Hit'), metric('HITS_TOTAL', 'Hit'), metric('ERRORS_TOTAL', 'Hit')], computeType: 'NORMAL', size: 0 },
    { '@type': 'InsightsReportItem', id: 'insights', name: 'Insights', benchResultId, thresholds: {} },
  ];
  const answer = await fetch(`${origin}/analysis/bench-reports/${reportId}`, { method: 'PUT', headers, body: JSON.stringify({ ...report, items, tags: ['evening', 'demo'], description: 'How the shop carries an evening with two kinds of customers.' }) });
  if (!answer.ok) throw new Error(`the report was not changed: ${await answer.text()}`);
}
