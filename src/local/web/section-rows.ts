import { Injectable } from '@nestjs/common';
import { walkActions } from '../../contract/actions.js';
import { durationOf } from '../../contract/load.js';
import { peakOfCurve, totalCurve } from '../../contract/load-curve.js';
import { baseUrlOf } from '../../contract/http-server.js';
import { epochMs } from '../../contract/wire.js';
import { asBench, type BenchEntity } from '../api/runtime/bench-results/bench-entity.js';
import { LocalDatabase } from '../storage/local-database.js';
import { html } from '../pages/html.js';
import { entityPath, type SectionPath } from './page-paths.js';
import type { ProjectPlace } from './places.js';
import { variableWords } from './views/design-views.js';
import { duration, moment } from './views/figures.js';
import { badge, count, named, type Row, stateBadge } from './views/parts.js';
import { runRows } from './views/run-views.js';

/** What a section lists, and what to do where it is empty. */
export interface Section { readonly rows: readonly Row[]; readonly hint: string }

const newestFirst = <T extends { lastModified?: number | string | undefined; created?: number | string | undefined }>(entities: readonly T[]): T[] => [...entities].sort((left, right) => at(right) - at(left));
const at = ({ lastModified, created }: { lastModified?: number | string | undefined; created?: number | string | undefined }): number => epochMs(lastModified) ?? epochMs(created) ?? 0;

/** The rows of each section of a project. The caller's right to the project is already checked. */
@Injectable()
export class SectionRows {
  constructor(private readonly database: LocalDatabase) {}

  async of(section: Exclude<SectionPath, 'design/file'>, { workspace, project }: ProjectPlace): Promise<Section> {
    const link = (id: string): string => entityPath(workspace.id, project.id, section, id);
    const list = this.database.documents;
    switch (section) {
      case 'design/virtual-user': return { hint: 'import_har_virtual_user', rows: newestFirst(await list.listByParent('virtualUser', project.id)).map((user) => ({ href: link(user.id), name: user.name, description: user.description, tags: user.tags, facts: [requests(user.children), html`changed ${moment(user.lastModified)}`], badge: user.type === 'JMETER' ? undefined : badge(user.type.toLowerCase().replace('_', ' ')) })) };
      case 'design/http-server': return { hint: 'create_http_server', rows: (await list.listByParent('httpServer', project.id)).map((server) => ({ href: link(server.id), name: baseUrlOf(server), facts: [server.authorizations.length > 0 && count(server.authorizations.length, 'account')] })) };
      case 'design/variable': return { hint: 'create_constant_variable', rows: (await list.listByParent('variable', project.id)).map((variable) => ({ href: link(variable.id), name: variable.name, description: variable.description, facts: [html`<code>${named(variableWords(variable))}</code>`] })) };
      case 'design/correlation-rule': return { hint: 'create_correlation_rule', rows: (await list.listByParent('correlationRule', project.id)).map((rule) => ({ href: link(rule.id), name: rule.name, description: rule.description, facts: [html`<code>\${${named(rule.extractor.name)}}</code>`, count(rule.injectionRules.length, 'place')], badge: rule.enabled ? undefined : badge('disabled', 'warn') })) };
      case 'design/sla-profile': return { hint: 'create_sla_profile', rows: (await list.listByParent('slaProfile', project.id)).map((profile) => ({ href: link(profile.id), name: profile.name, facts: [count(profile.thresholds.length, 'metric')] })) };
      case 'runtime/scenario': return { hint: 'create_scenario_ramp_up', rows: newestFirst((await list.listByParent('scenario', project.id)).filter(({ mode }) => mode === 'STANDARD')).map((scenario) => ({ href: link(scenario.id), name: scenario.name, description: scenario.description, tags: scenario.tags, facts: [count(peakOfCurve(totalCurve(scenario.userProfiles.map(({ load }) => load))), 'user'), duration(Math.max(0, ...scenario.userProfiles.map(({ load }) => durationOf(load)))), html`changed ${moment(scenario.lastModified)}`] })) };
      case 'runtime/schedule': return { hint: 'schedule_scenario_cron', rows: await this.schedules({ workspace, project }) };
      case 'runtime/bench-result': return { hint: 'run_scenario', rows: runRows(await this.runs(project.id), ({ id }) => link(id)) };
      case 'analysis/report': return { hint: 'run_scenario', rows: await this.reports({ workspace, project }) };
    }
  }

  /** Runs of the project, validations left out. */
  async runs(projectId: string): Promise<BenchEntity[]> {
    return (await this.database.documents.listByParent('benchResult', projectId)).map(asBench).filter(({ mode }) => mode !== 'CHECK');
  }

  private async schedules({ workspace, project }: ProjectPlace): Promise<Row[]> {
    const jobs = await this.database.documents.listByParent('scheduledJob', project.id);
    return jobs.map((job) => ({
      href: entityPath(workspace.id, project.id, 'runtime/scenario', job.scenarioId), name: job.name, description: job.message ?? job.description,
      badge: badge(job.enabled ? 'enabled' : 'disabled', job.enabled ? 'good' : 'plain'),
      facts: [job.trigger['@type'] === 'UnixCronTrigger' ? html`<code>${job.trigger.expression}</code> UTC` : html`once, ${moment(job.trigger.runAt)}`, typeof job.nextRun === 'number' && html`next ${moment(job.nextRun)}`, typeof job.lastRun?.at === 'number' && html`last ${moment(job.lastRun.at)}`],
    }));
  }

  private async reports({ workspace, project }: ProjectPlace): Promise<Row[]> {
    const runs = new Map((await this.runs(project.id)).map((bench) => [bench.id, bench]));
    return newestFirst(await this.database.documents.listByParent('benchReport', project.id)).map((report) => {
      const run = runs.get(report.benchResultIds[0] ?? '');
      const several = report.benchResultIds.length > 1;
      return { href: entityPath(workspace.id, project.id, 'analysis/report', report.id), name: report.name, description: report.description, tags: report.tags, badge: run === undefined || several ? undefined : stateBadge(run.state), facts: [several ? `compares ${report.benchResultIds.length} runs` : '', count(report.items.length, 'widget'), moment(run?.startedAt ?? report.created)] };
    });
  }
}

function requests(children: Parameters<typeof walkActions>[0]): string {
  let many = 0;
  for (const { node } of walkActions(children)) many += Number(node['@type'] === 'HttpRequestAction');
  return count(many, 'request');
}
