import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RunningShop, startShop } from '../demo/shop/shop.js';
import type { BenchReport } from '../src/contract/bench-report.js';
import { expandPath, ENDPOINTS } from '../src/contract/endpoints.js';
import { type Agent, connect } from '../test/support/agent.js';
import { changeReport } from '../test/support/changed-report.js';
import { ACCOUNTS, startServer, tokenOf } from '../test/support/server-process.js';
import { anyLocation, correlateShop, freshProject, importHar, shopHar, until } from '../test/support/work.js';
import { type Check, check, fails, tableOf } from './widgets/checks.js';
import { compareFixtures, fixtureTable } from './widgets/fixtures.js';
import { type Answer, checksOf, independent, type ItemReading, readReport } from './widgets/report-readings.js';
import { sharedLabels } from './widgets/widget-checks.js';
import { moreItems } from './widgets/widget-items.js';

/**
 * `npm run widgets`: a short load on the demo shop, every widget of its report read through the MCP tools, and beside each figure what a
 * script that shares no code with the server computes from the JTL of the same run; then the same for every JTL of the fixtures, imported
 * through the tools. Ends with 1 where one differs by more than it may. `--write` puts the tables into docs/widgets.md.
 */
const PAGE = fileURLToPath(new URL('../docs/widgets.md', import.meta.url));
const [USERS, RAMP_UP_SEC, HOLD_SEC] = [10, 5, 20];

const folder = mkdtempSync(join(tmpdir(), 'octoperf-widgets-'));
const server = await startServer();
const shop = await startShop({ latencyMs: 50, errorRate: 0.1 });
const agent = await connect(`${server.origin}/mcp`, await tokenOf(server, ACCOUNTS.tester.username));
try {
  const { samples, checks } = await compared();
  const wrong = checks.filter(fails);
  const found = `${checks.length} lines of figures of a run of ${samples} samples, ${USERS} users, ${RAMP_UP_SEC + HOLD_SEC} s; ${wrong.length} differ by more than they may.`;
  const table = tableOf(checks);
  console.log(`${table.join('\n')}\n\n${found}`);
  const fixtures = await compareFixtures(agent, folder, server.dataFolder);
  const astray = fixtures.flatMap((one) => one.checks.filter(fails).map((line) => ({ ...line, widget: `${one.file}: ${line.widget}` })));
  const short = fixtureTable(fixtures);
  console.log(`\n${short.join('\n')}\n\n${tableOf(astray).slice(2).join('\n')}`);
  if (process.argv.includes('--write')) {
    write('figures', [found, '', ...table]);
    write('fixtures', short);
  }
  process.exitCode = wrong.length + astray.length > 0 || checks.length === 0 || fixtures.some((one) => one.checks.length === 0) ? 1 : 0;
} finally {
  await agent.close();
  await Promise.all([server.stop(), shop.close()]);
  rmSync(folder, { recursive: true, force: true });
}

async function compared(): Promise<{ samples: number; checks: Check[] }> {
  const { reportId, benchResultId } = await ran(agent, shop);
  await changeReport(server.dataFolder, reportId, (report: BenchReport) => ({ ...report, items: [...report.items, ...moreItems(benchResultId)] }));
  const shared = await sharedLabels(agent, reportId, 'w-requests');
  const { readings } = await readReport(agent, reportId, { shared, exact: false });
  const told = await recorded(benchResultId, readings);
  return { samples: told.samples, checks: [...readings.flatMap((one) => checksOf(one, told)), ...await shopChecks(reportId)] };
}

/** What the independent script says of the run's JTL. */
async function recorded(benchResultId: string, readings: readonly ItemReading[]): Promise<Answer> {
  const { url } = await agent.call<{ url: string }>('download_bench_result_file', { benchResultId, filename: 'results.jtl' });
  const jtl = join(folder, 'results.jtl');
  writeFileSync(jtl, Buffer.from(await (await fetch(url)).arrayBuffer()));
  const { startedAt, endedAt } = (await (await fetch(`${server.origin}${expandPath(ENDPOINTS.benchResult.path, { benchResultId })}`, { headers: { authorization: `Bearer ${agent.token}` } })).json()) as { startedAt: number; endedAt: number };
  return independent(folder, readings, { files: [jtl], startMs: startedAt, endMs: endedAt }, Math.floor(startedAt / 1000));
}

/** A JTL has no methods: there the shop's own count stands beside the widget. */
async function shopChecks(reportId: string): Promise<Check[]> {
  const { pies: [pie] } = await agent.call<{ pies: { labels: { label: string; value: number }[] }[] }>('get_report_pie_values', { reportId, itemId: 'w-methods' });
  const counted = new Map<string, number>();
  for (const [route, { hits }] of Object.entries(shop.stats().routes)) counted.set(route.split(' ')[0] ?? '', (counted.get(route.split(' ')[0] ?? '') ?? 0) + hits);
  return [...counted].flatMap(([method, hits]) => check('PieChart "Methods", beside the count of the shop', method, pie?.labels.find(({ label }) => label === method)?.value ?? 0, hits, 0));
}

async function ran(caller: Agent, site: RunningShop): Promise<{ reportId: string; benchResultId: string }> {
  const { projectId } = await freshProject(caller);
  const { id: virtualUserId } = await importHar(caller, projectId, await shopHar(site.url), { maxThinktimeMs: 50 });
  await correlateShop(caller, projectId, virtualUserId);
  const { providerId, location } = await anyLocation(caller);
  const scenario = await caller.call<{ id: string }>('create_scenario_ramp_up', { projectId, scenarioName: 'Widgets', virtualUserIds: [virtualUserId], providerId, locations: [location], users: USERS, rampUpSec: RAMP_UP_SEC, holdForSec: HOLD_SEC });
  site.reset();
  const run = await caller.call<{ benchReportId: string; benchResultIds: string[] }>('run_scenario', { scenarioId: scenario.id });
  const benchResultId = run.benchResultIds[0] ?? '';
  await until(() => caller.call('get_bench_result', { benchResultId }), ({ terminal }) => terminal === true, 120_000);
  return { reportId: run.benchReportId, benchResultId };
}

function write(section: string, lines: readonly string[]): void {
  const page = readFileSync(PAGE, 'utf8');
  const [open, close] = [`<!-- ${section} -->`, `<!-- /${section} -->`];
  writeFileSync(PAGE, `${page.slice(0, page.indexOf(open) + open.length)}\n${lines.join('\n')}\n${page.slice(page.indexOf(close))}`);
}
