import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startShop } from '../demo/shop/shop.js';
import { type Agent, connect } from '../test/support/agent.js';
import { LARGE, largeProject } from '../test/support/large-project.js';
import { ACCOUNTS, startServer, tokenOf } from '../test/support/server-process.js';
import { reportCalls } from '../test/support/report-tools.js';
import { howDidItGo, type Step } from '../test/support/run-journey.js';
import { type Cost, costOf, readWhole, tokensOf } from '../test/support/token-count.js';
import { anyLocation, until, validate } from '../test/support/work.js';

/**
 * `npm run tokens`: what the answers of listing and describing tools cost on a large project, asked for through a real MCP client of the
 * compiled server, and what the journey "how did my last run go, and why" costs. Also what the definitions cost on narrowed paths.
 * With `--write` the tables are put into docs/token-cost.md and docs/surfaces.md.
 * An answer above 8,000 characters, or a dearer journey, ends it with exit code 1.
 */
const MOST = 8_000;
const PAGE = fileURLToPath(new URL('../docs/token-cost.md', import.meta.url));
const SURFACES_PAGE = fileURLToPath(new URL('../docs/surfaces.md', import.meta.url));
/** Paths whose definitions are counted. */
const PATHS = ['', '/readonly', '/x/discovery,scenarios,bench-run', '/x/discovery,verdict/readonly', '/meta'];
interface Row { readonly tool: string; readonly of: string; readonly first: Cost; readonly answers: number; readonly whole: Cost }

/** Answers of "how did my last run go, and why?". */
const JOURNEY = { calls: 5, tokens: 6_000 } as const;
const journey: Step[] = [];
const server = await startServer();
const shop = await startShop();
const agent = await connect(`${server.origin}/mcp`, await tokenOf(server, ACCOUNTS.tester.username));
try {
  const rows = await measured(agent);
  const table = ['| Tool | Of | First answer: characters | tokens | Answers to see all | tokens of all |', '|---|---|---|---|---|---|',
    ...rows.map(({ tool, of, first, answers, whole }) => `| \`${tool}\` | ${of} | ${first.characters} | ${tokensOf(first)} | ${answers} | ${tokensOf(whole)} |`)];
  const tokens = journey.reduce((sum, step) => sum + step.tokens, 0);
  table.push('', `How did my last run go, and why: ${journey.length} calls, ${tokens} tokens of answers (limits ${JOURNEY.calls} and ${JOURNEY.tokens}).`, '', '| Call | Tokens |', '|---|---|', ...journey.map((step) => `| \`${step.tool}\` | ${step.tokens} |`));
  console.log(table.join('\n'));
  const surfaces = await definitionCosts();
  console.log(surfaces.join('\n'));
  if (process.argv.includes('--write')) {
    write(PAGE, 'figures', table);
    write(SURFACES_PAGE, 'surfaces', surfaces);
  }
  const large = rows.filter(({ first }) => first.characters > MOST);
  if (large.length > 0) console.error(`Above ${MOST} characters: ${large.map(({ tool }) => tool).join(', ')}`);
  const dear = journey.length > JOURNEY.calls || tokens > JOURNEY.tokens;
  if (dear) console.error('The journey of a run costs more than its limits.');
  process.exitCode = large.length > 0 || dear ? 1 : 0;
} finally {
  await agent.close();
  await Promise.all([server.stop(), shop.close()]);
}

async function measured(caller: Agent): Promise<Row[]> {
  const { workspaceId, projectId, recordedId, largeId, serverId, slaProfileId, scenarioId } = await largeProject(caller, server.origin, shop.url);
  await validate(caller, projectId, largeId);
  const { benchResultId, reportId } = await ran(caller, projectId, largeId);
  journey.push(...(await howDidItGo(caller, projectId)));
  const asked: [tool: string, of: string, args: Record<string, unknown>][] = [
    ['get_virtual_user', `${LARGE.actions} actions`, { virtualUserId: largeId }], ['describe_virtual_user', 'one Virtual User', { virtualUserId: largeId }],
    ['sanity_check_virtual_user', `${LARGE.actions} actions`, { virtualUserId: largeId }], ['get_virtual_user_validation_index', `${LARGE.actions} actions`, { virtualUserId: largeId }],
    ['get_virtual_user_validation', 'one validation', { projectId, virtualUserId: largeId }], ['suggest_correlation_rules', 'a correlated recording', { projectId, virtualUserId: recordedId }],
    ['list_virtual_users', `${LARGE.virtualUsers} Virtual Users`, { projectId }], ['list_variables', `${LARGE.variables} variables`, { projectId }],
    ['list_http_servers_by_project', `${LARGE.servers} servers`, { projectId }], ['list_http_server_usages', 'one server', { serverId }],
    ['list_project_files', `${LARGE.files} files`, { projectId }], ['read_project_file_lines', 'a short file', { projectId, filename: 'checkout-data-1.csv' }],
    ['list_correlation_rules', `${LARGE.rules} rules`, { projectId }], ['list_correlation_frameworks', 'all packs', {}],
    ['list_sla_profiles', `${LARGE.profiles} profiles`, { projectId }], ['get_sla_profile', 'four metrics', { slaProfileId }], ['list_sla_threshold_defaults', 'all metrics', {}],
    ['list_scenarios_by_project', `${LARGE.scenarios} scenarios`, { projectId }], ['get_scenario', '20 user profiles', { scenarioId }], ['get_scenario_matching_plans', 'one scenario', { scenarioId }],
    ['list_undo_copies', '20 copies', { projectId }], ['list_workspaces', 'one workspace', {}], ['list_projects_by_workspace', 'one project', { workspaceId }],
    ['list_workspace_members', 'one member', { workspaceId }], ['get_current_user', 'one workspace', {}], ['list_active_subscriptions', 'one plan', {}],
    ['list_docker_providers_by_workspace', 'one provider', { workspaceId }], ['list_public_docker_providers', 'one provider', {}],
    ['get_bench_result', 'one run', { benchResultId }], ['list_bench_result_files', 'one run', { benchResultId }], ['read_bench_result_file_lines', 'jmeter.log', { benchResultId, filename: 'jmeter.log' }],
    ...(await reportCalls(caller, server.origin, { workspaceId, projectId, benchResultId, reportId })),
  ];
  const rows: Row[] = [];
  for (const [tool, of, args] of asked) {
    const { answers, cost } = await readWhole(caller, tool, args);
    rows.push({ tool, of, first: costOf(answers[0]?.text ?? ''), answers: answers.length, whole: cost });
  }
  return rows;
}

/** A short run of the large Virtual User, and its report. */
async function ran(caller: Agent, projectId: string, virtualUserId: string): Promise<{ benchResultId: string; reportId: string }> {
  const { providerId, location } = await anyLocation(caller);
  const { id } = await caller.call<{ id: string }>('create_scenario_ramp_up', { projectId, scenarioName: 'all', virtualUserIds: [virtualUserId], providerId, locations: [location], users: 50, rampUpSec: 0, holdForSec: 8 });
  const started = await caller.call<Record<string, unknown>>('run_scenario', { scenarioId: id });
  const [benchResultId = ''] = started['benchResultIds'] as string[];
  await until(() => caller.call('get_bench_result', { benchResultId }), ({ terminal }) => terminal === true);
  return { benchResultId, reportId: String(started['benchReportId']) };
}

/** What the tool list costs on every kind of path. */
async function definitionCosts(): Promise<string[]> {
  const rows: string[] = [];
  for (const path of PATHS) {
    const narrowed = await connect(`${server.origin}/mcp${path}`, agent.token);
    const { tools } = await narrowed.client.listTools();
    // Output schemas and hints are for the host; what a model is given is the rest.
    const shown = tools.map(({ name, title, description, inputSchema }) => ({ name, title, description, inputSchema }));
    rows.push(`| \`/mcp${path}\` | ${tools.length} | ${tokensOf(costOf(JSON.stringify(shown)))} | ${tokensOf(costOf(JSON.stringify(tools)))} |`);
    await narrowed.close();
  }
  return ['| Path | Tools | Tokens of what a model is shown | Tokens of the whole list |', '|---|---|---|---|', ...rows];
}

function write(file: string, marker: string, table: readonly string[]): void {
  const page = readFileSync(file, 'utf8');
  const [open, close] = [`<!-- ${marker} -->`, `<!-- /${marker} -->`];
  writeFileSync(file, `${page.slice(0, page.indexOf(open) + open.length)}\n${table.join('\n')}\n${page.slice(page.indexOf(close))}`);
}
