import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Job, type ValidatedAction } from './job.js';
import { startDemoServer } from './local-server.js';
import { connectAsPerson } from './oauth-agent.js';
import { startShop } from './shop/shop.js';
import { announce, bold, dim, fact, green, progress, red, table } from './terminal.js';

/**
 * The whole job of an agent, for real, on this machine: `npm run demo`. Exits 0 only when every step truly worked and the report
 * counts what the shop counted. `--keep` leaves shop and server running.
 */
const USERS = 10;
const RAMP_UP_SEC = 4;
const HOLD_SEC = 16;
const keep = process.argv.includes('--keep');

const shop = await startShop({ port: 0, latencyMs: 8 });
const server = await startDemoServer(randomBytes(9).toString('base64url'));
try {
  await demo();
  console.log(`\n${green('Every step worked.')} ${dim('Connect your own agent: npm start')}\n`);
} catch (error) {
  console.error(`\n${red('The demo failed:')} ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
if (keep && process.exitCode === undefined) {
  console.log(`Still running (end with Ctrl-C):\n  MCP endpoint  ${server.mcpUrl}\n  shop          ${shop.url}  (its own counts: ${shop.url}/__stats)\n  sign in as    ${server.username} / ${server.password}`);
  process.once('SIGINT', () => { void server.stop(); });
  await server.stopped();
} else {
  await server.stop();
}
await shop.close();

function must(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}

async function demo(): Promise<void> {
  announce('Sign in through OAuth');
  const { client } = await connectAsPerson(server.mcpUrl, server.username, server.password);
  const job = new Job(client);
  const me = await job.call<{ username: string }>('get_current_user');
  const { tools } = await client.listTools();
  fact(`registered, signed in and allowed through the server's own pages, as ${bold(me.username)}; ${tools.length} tools offered`);

  announce('Import a recorded HAR');
  const { workspaces } = await job.call<{ workspaces: { id: string; name: string }[] }>('list_workspaces');
  const workspaceId = workspaces[0]?.id ?? '';
  const { id: projectId } = await job.call<{ id: string }>('create_project', { workspaceId, name: 'Demo shop' });
  const { id: virtualUserId } = await job.importRecording(projectId, shop.url);
  const listing = await job.call<{ name: string; url: string }>('describe_virtual_user', { virtualUserId });
  fact(`Virtual User ${bold(listing.name)}  ${dim(listing.url)}`);
  const { entries: sanity } = await job.call<{ entries: { level: string }[] }>('sanity_check_virtual_user', { virtualUserId });
  fact(`sanity check: ${sanity.filter((entry) => entry.level === 'ERROR').length} errors, ${sanity.length} entries in all`);

  announce('Replay it once: it fails, as recordings do');
  const { providers } = await job.call<{ providers: { id: string; locations: string[] }[] }>('list_public_docker_providers');
  const target = { projectId, virtualUserId, providerId: providers[0]?.id ?? '', location: providers[0]?.locations[0] ?? '' };
  const before = await job.validate(target);
  showValidation(before);
  const login = before.find((action) => action.method === 'POST' && action.path === '/login');
  must(login !== undefined && login.success < login.total, 'POST /login was expected to fail on its CSRF token, but did not');
  const detail = await job.call<{ recordedResponse: { code: number }; validationResponse: { code: number } }>('get_validation_failure_detail', { virtualUserId, actionId: login?.actionId, timestamp: login?.failedTimestamps[0] });
  must(detail.validationResponse.code === 403, `POST /login was expected to answer 403, it answered ${detail.validationResponse.code}`);
  fact(`POST /login: recorded ${detail.recordedResponse.code}, replayed ${detail.validationResponse.code}: the CSRF token is a new one at every visit`);

  announce('Let the server suggest correlation rules, and apply them');
  const task = await job.correlate(projectId, virtualUserId);
  for (const rule of task.rules) fact(`${dim(rule.regex)}  →  \${${rule.variable}} in ${rule.injectionTargets.join(', ')}`);
  must(task.status === 'SUCCESS', `correlation ended ${task.status}: ${task.message ?? ''}`);
  fact(task.message ?? 'applied');

  announce('Replay it again');
  const after = await job.validate(target);
  showValidation(after);
  must(after.length === before.length && after.every((action) => action.total > 0 && action.success === action.total), 'the correlated Virtual User does not pass');

  announce(`Run load: ${USERS} users, ${RAMP_UP_SEC} s up, ${HOLD_SEC} s steady`);
  shop.reset();
  const { benchReportId, benchResultId } = await runLoad(job, target);

  announce('Read the report');
  await readReport(job, benchReportId, benchResultId);

  announce('Was it good? And a PDF for those who were not here');
  await judge(job, benchReportId, benchResultId);
  fact(`${job.calls} tool calls in all`);
  await client.close();
}

function showValidation(actions: readonly ValidatedAction[]): void {
  const passed = actions.filter((action) => action.success === action.total).length;
  fact(`${passed === actions.length ? green(`${passed} of ${actions.length} requests pass`) : red(`${actions.length - passed} of ${actions.length} requests fail`)}`);
  for (const action of actions.filter((candidate) => candidate.success < candidate.total).slice(0, 4)) fact(`  ${red('✗')} ${action.method ?? ''} ${action.path ?? action.name ?? action.actionId}`);
}

async function runLoad(job: Job, { projectId, virtualUserId, providerId, location }: { projectId: string; virtualUserId: string; providerId: string; location: string }): Promise<{ benchReportId: string; benchResultId: string }> {
  const scenario = await job.call<{ id: string; url: string }>('create_scenario_ramp_up', { projectId, scenarioName: 'Evening rush', virtualUserIds: [virtualUserId], providerId, locations: [location], users: USERS, rampUpSec: RAMP_UP_SEC, holdForSec: HOLD_SEC });
  const { plans } = await job.call<{ plans: { name: string }[] }>('get_scenario_matching_plans', { scenarioId: scenario.id });
  must(plans.length > 0, 'no plan can host the scenario');
  const run = await job.call<{ benchReportId: string; benchResultIds: string[]; url: string }>('run_scenario', { scenarioId: scenario.id });
  const benchResultId = run.benchResultIds[0] ?? '';
  const width = 40;
  for (;;) {
    const { state, terminal } = await job.call<{ state: string; terminal: boolean }>('get_bench_result', { benchResultId });
    const { progress: percent } = await job.call<{ progress: number }>('get_bench_status', { benchResultId });
    const done = Math.round((percent / 100) * width);
    progress(`${state.padEnd(12)} ${'█'.repeat(done)}${'░'.repeat(width - done)} ${Math.round(percent)} %`, terminal);
    if (terminal) {
      must(state === 'FINISHED', `the run ended ${state}`);
      return { benchReportId: run.benchReportId, benchResultId };
    }
    await pause(500);
  }
}

interface Report { readonly url: string; readonly items: { id: string; '@type': string; name: string }[] }

async function readReport(job: Job, reportId: string, benchResultId: string): Promise<void> {
  const report = await job.call<Report>('get_bench_report', { reportId });
  const item = (type: string): string => report.items.find((candidate) => candidate['@type'] === type)?.id ?? '';
  const summary = await job.call<{ values: (number | string | null)[]; metrics: { id: string; unit: string }[] }>('get_report_summary_values', { reportId, itemId: item('SummaryReportItem') });
  table(['metric', 'value', 'unit'], summary.metrics.map((metric, index) => [metric.id, String(summary.values[index]), metric.unit]));
  const figure = (id: string): number => Number(summary.values[summary.metrics.findIndex((metric) => metric.id === id)]);

  const requests = report.items.find((candidate) => candidate['@type'] === 'StatisticTableReportItem' && /request/i.test(candidate.name))?.id ?? item('StatisticTableReportItem');
  const { columns, rows } = await job.call<{ columns: { id: string }[]; rows: { name?: string; values: { value: number | string | null }[] }[] }>('get_report_table_values', { reportId, itemId: requests });
  const shown = ['HITS_TOTAL', 'ERRORS_TOTAL', 'RESPONSE_TIME_AVG', 'RESPONSE_TIME_PERCENTILE_95'].map((id) => columns.findIndex((column) => column.id === id));
  console.log('');
  table(['request', 'hits', 'errors', 'avg ms', 'p95 ms'], rows.map((row) => [row.name ?? '', ...shown.map((column) => String(row.values[column]?.value ?? ''))]));

  const { errors } = await job.call<{ errors: unknown[] }>('get_report_errors', { reportId, itemId: item('ErrorsReportItem') });
  const { files } = await job.call<{ files: { filename: string }[] }>('list_bench_result_files', { benchResultId });
  const counted = shop.stats().total;
  console.log('');
  fact(`errors listed: ${errors.length}; files: ${files.map((file) => file.filename).join(', ')}`);
  fact(`hits in the report ${bold(String(figure('HITS_TOTAL')))}, requests the shop counted itself ${bold(String(counted))}`);
  fact(`report: ${report.url}`);
  must(figure('HITS_TOTAL') > 0 && figure('HITS_TOTAL') === counted, `the report counts ${figure('HITS_TOTAL')} hits, the shop counted ${counted}`);
  must(figure('ERRORS_TOTAL') === 0, `${figure('ERRORS_TOTAL')} samples failed under load`);
}

/** The verdict, a comparison of the run with itself, and the report as a file. */
async function judge(job: Job, benchReportId: string, benchResultId: string): Promise<void> {
  const { verdict, conclusion } = await job.call<{ verdict: string; conclusion: string }>('get_run_verdict', { benchResultId });
  fact(conclusion);
  must(verdict === 'PASS' || verdict === 'WARN', `the verdict on a run without errors is ${verdict}`);
  const { gate, conclusion: comparison } = await job.call<{ gate: string; conclusion: string }>('compare_bench_results', { baselineBenchResultId: benchResultId, candidateBenchResultId: benchResultId });
  fact(`compared with itself: ${comparison}`);
  must(gate === 'PASS', `the run compared with itself is ${gate}`);
  const file = await job.printReport(benchReportId, benchResultId);
  fact(`report as PDF: ${file}`);
}
