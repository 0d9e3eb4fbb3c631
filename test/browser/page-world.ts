import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { type Agent, agentOf } from '../support/agent.js';
import { anyLocation, freshProject, importHar, until } from '../support/work.js';
import { type SmallSite, startSmallSite } from '../tools/small-site.js';

/** Names that try to become markup, end an attribute, or turn the text around. */
export const HOSTILE_NAME = '<script>document.title="taken"</script> "x\' onload=1 \u202Eevil';
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A project of the tester with one of everything, a run that is over, and the paths of its pages. */
export interface PageWorld {
  readonly agent: Agent;
  readonly site: SmallSite;
  readonly projectId: string;
  readonly scenarioId: string;
  readonly reportId: string;
  readonly paths: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export async function openPageWorld(): Promise<PageWorld> {
  const [agent, site] = await Promise.all([agentOf('tester'), startSmallSite()]);
  const { workspaceId, projectId } = await freshProject(agent);
  const user = await importHar(agent, projectId, site.har());
  await agent.call('patch_virtual_user', { virtualUserId: user.id, patch: [{ op: 'replace', path: '/name', value: HOSTILE_NAME.slice(0, 80) }] });
  const variable = await agent.call<{ id: string }>('create_constant_variable', { projectId, name: 'currency', value: '</code><img src=x onerror=alert(1)>' });
  const { servers } = await agent.call<{ servers: { id: string }[] }>('list_http_servers_by_project', { projectId });
  const rule = await agent.call<{ id: string }>('create_correlation_rule', { projectId, name: 'Item', regex: '"id":(\\d+)', variable: 'itemId', injectionTargets: ['BODY'] });
  const profile = await agent.call<{ id: string }>('create_sla_profile', { projectId, name: 'Gold', metrics: ['RESPONSE_TIME_AVG', 'ERRORS_PERCENT'] });
  const { providerId, location } = await anyLocation(agent);
  const scenario = await agent.call<{ id: string }>('create_scenario_ramp_up', { projectId, scenarioName: 'Pages', virtualUserIds: [user.id, user.id], providerId, locations: [location], users: 1, rampUpSec: 0, holdForSec: 3 });
  const run = await agent.call<{ benchReportId: string; benchResultIds: string[] }>('run_scenario', { scenarioId: scenario.id });
  const benchResultId = run.benchResultIds[0] ?? '';
  await until(() => agent.call<{ terminal: boolean }>('get_bench_result', { benchResultId }), ({ terminal }) => terminal);
  const template = await agent.call<{ id: string }>('create_report_template_from_report', { reportId: run.benchReportId, name: 'Look' });
  const workspace = `/ui/workspace/${workspaceId}`;
  const project = `${workspace}/project/${projectId}`;
  return {
    agent, site, projectId, scenarioId: scenario.id, reportId: run.benchReportId,
    paths: {
      'workspaces': '/ui', workspace, project,
      'provider': `${workspace}/provider/${providerId}`,
      'template': `${workspace}/report-template/${template.id}`,
      'Virtual Users': `${project}/design/virtual-user`, 'Virtual User': `${project}/design/virtual-user/${user.id}`,
      'variables': `${project}/design/variable`, 'variable': `${project}/design/variable/${variable.id}`,
      'server': `${project}/design/http-server/${servers[0]?.id ?? ''}`, 'files': `${project}/design/file`,
      'correlation rule': `${project}/design/correlation-rule/${rule.id}`, 'SLA profiles': `${project}/design/sla-profile`, 'SLA profile': `${project}/design/sla-profile/${profile.id}`,
      'scenarios': `${project}/runtime/scenario`, 'scenario': `${project}/runtime/scenario/${scenario.id}`, 'schedules': `${project}/runtime/schedule`,
      'runs': `${project}/runtime/bench-result`, 'run': `${project}/runtime/bench-result/${benchResultId}`,
      'reports': `${project}/analysis/report`, 'report': `${project}/analysis/report/${run.benchReportId}`,
    },
    close: async () => { await agent.close(); await site.close(); },
  };
}

/** Scrolls down until every widget is filled or failed; yields how many failed. */
export async function fillWidgets(page: Page): Promise<number> {
  for (const widget of await page.locator('.widget').all()) {
    await widget.scrollIntoViewIfNeeded();
    await widget.locator('.widget-body:not([aria-busy])').waitFor();
  }
  return page.locator('.failed').count();
}

interface Finding { readonly id: string; readonly impact: string | null; readonly nodes: { readonly html: string; readonly failureSummary?: string }[] }

/** What axe finds that would keep somebody out: rule and element of each serious or critical finding. */
export async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate<{ violations: Finding[] }>('axe.run(document, { resultTypes: ["violations"] })');
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary = '' }) => `${id}: ${html.slice(0, 200)} ${failureSummary.replace(/\s+/g, ' ').slice(0, 250)}`));
}
