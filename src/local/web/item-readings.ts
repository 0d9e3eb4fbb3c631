import { Injectable } from '@nestjs/common';
import type { ChartLabels } from '../../charts/chart-input.js';
import { type BenchReport, ReportItem } from '../../contract/bench-report.js';
import { Scenario } from '../../contract/scenario.js';
import { PATH_SEPARATOR } from '../analysis/action-places.js';
import { configOf } from '../analysis/apdex.js';
import { itemValues } from '../analysis/item-values.js';
import { runLabels } from '../analysis/reports/several-runs.js';
import type { ReportReading, RunData } from '../analysis/run-data.js';
import { benchResultIdsOf } from '../analysis/value-tools.js';
import { Access } from '../api/access.js';
import { RunReadings } from '../api/analysis/run-readings.js';
import { asBench, type BenchEntity } from '../api/runtime/bench-results/bench-entity.js';
import type { PlaceholderFacts } from '../pages/placeholders.js';
import type { Account } from '../storage/identity-store.js';
import { LocalDatabase } from '../storage/local-database.js';
import { entityPath } from './page-paths.js';
import { itemWidget, type Seen } from './views/item-widget.js';
import { shown } from './views/parts.js';
import { synopsisWidget, textWidget, trendWidget } from './views/said-widgets.js';
import { nothing, type Widget } from './views/widget-parts.js';

/** Reads what one widget shows; every run it reads must be the caller's to see. */
@Injectable()
export class ItemReadings {
  constructor(private readonly database: LocalDatabase, private readonly access: Access, private readonly readings: RunReadings) {}

  /** @param stored an item as the report holds it: of a type unknown here it is told so, not refused. */
  async widget(caller: Account, report: BenchReport, stored: unknown, seen: Seen): Promise<Widget> {
    const parsed = ReportItem.safeParse(stored);
    if (!parsed.success) return { html: nothing('This widget is of a kind that this page does not know.') };
    const item = parsed.data;
    switch (item['@type']) {
      case 'TextReportItem': return { html: textWidget(item.description, await this.placeholders(caller, report)) };
      case 'SynopsisReportItem': return this.synopsis(caller, item.benchResultId);
      case 'TrendConfigReportItem': return this.trend(caller, report);
      default: return this.valued(caller, item, seen, report);
    }
  }

  /** The widget of an item that has values. @param report whose settings and names of runs count; an item by itself has none */
  async valued(caller: Account, item: ReportItem, seen: Seen, report?: Pick<BenchReport, 'benchResultIds' | 'configs'>): Promise<Widget> {
    const reading = { ...(await this.readings.of(caller, item, {})), configs: report?.configs };
    const values = await itemValues(item, reading);
    return itemWidget({ item, values, ...(await this.labels(caller, item, reading, report === undefined ? new Map() : runLabels(report))), ...seen });
  }

  private async labels(caller: Account, item: ReportItem, { runs }: ReportReading, named: ReadonlyMap<string, string>): Promise<{ labels: ChartLabels; paths: ReadonlyMap<string, string> }> {
    const ids = benchResultIdsOf(item);
    const benches = await Promise.all(ids.map((id) => this.bench(caller, id)));
    const paths = new Map<string, string>();
    for (const run of runs.values()) await addPaths(run, paths);
    return {
      paths,
      labels: {
        runs: Object.fromEntries(benches.map((bench) => [bench.id, shown(named.get(bench.id) ?? bench.name)])),
        starts: Object.fromEntries(benches.flatMap(({ id, startedAt }) => (startedAt === undefined ? [] : [[id, startedAt]]))),
        actions: shortNames(paths),
      },
    };
  }

  private async synopsis(caller: Account, benchResultId: string): Promise<Widget> {
    const bench = await this.bench(caller, benchResultId);
    const frozen = (await this.database.documents.find('frozenRun', bench.resultProjectId))?.document;
    const scenario = Scenario.safeParse(frozen?.scenario).data;
    return { html: synopsisWidget(bench, scenario, new Map(frozen?.virtualUsers.map(({ id, name }) => [id, name]))) };
  }

  private async trend(caller: Account, report: BenchReport): Promise<Widget> {
    const ids = [...new Set([...report.benchResultIds, ...report.items.flatMap((item) => idsOf(item))])];
    const benches = (await Promise.all(ids.map((id) => this.bench(caller, id).catch(() => undefined)))).filter((bench) => bench !== undefined);
    const workspaceId = (await this.access.document(caller, 'project', report.projectId, 'read')).workspaceId;
    const runs = benches.sort((left, right) => (right.startedAt ?? 0) - (left.startedAt ?? 0)).map((bench) => ({ bench, href: entityPath(workspaceId, bench.designProjectId, 'runtime/bench-result', bench.id) }));
    return { html: trendWidget(configOf(report.configs, 'TrendReportConfig'), runs, report.benchResultIds[0]) };
  }

  private async placeholders(caller: Account, report: BenchReport): Promise<PlaceholderFacts> {
    const { document: project } = await this.access.document(caller, 'project', report.projectId, 'read');
    const workspace = await this.database.documents.find('workspace', project.workspaceId);
    const benches = await Promise.all(report.benchResultIds.map((id) => this.bench(caller, id).catch(() => undefined)));
    const profiles = await Promise.all(benches.map(async (bench) => [bench?.id ?? '', bench === undefined ? [] : await this.slaNames(bench)] as const));
    const date = benches[0]?.startedAt ?? Date.now();
    return { companyName: workspace?.document.name ?? '', reportName: report.name, projectName: project.name, reportDate: new Date(date).toISOString().slice(0, 10), results: benches.map((bench) => bench?.name ?? 'a run that is gone'), slaProfiles: new Map(profiles) };
  }

  /** Names of the SLA profiles that actions of the run attached. */
  private async slaNames({ resultProjectId, designProjectId }: BenchEntity): Promise<string[]> {
    const { documents } = this.database;
    const text = JSON.stringify((await documents.find('frozenRun', resultProjectId))?.document.virtualUsers ?? []);
    return (await documents.listByParent('slaProfile', designProjectId)).filter(({ id }) => text.includes(`"profileId":"${id}"`)).map(({ name }) => name);
  }

  private async bench(caller: Account, id: string): Promise<BenchEntity> {
    return asBench((await this.access.document(caller, 'benchResult', id, 'read')).document);
  }
}

function idsOf(item: unknown): string[] {
  const parsed = ReportItem.safeParse(item);
  return parsed.success ? benchResultIdsOf(parsed.data) : [];
}

/** Where each action of a run stands; imported runs know only the names of what was measured. */
async function addPaths(run: RunData, paths: Map<string, string>): Promise<void> {
  for (const { actionId, path } of run.actions ?? []) paths.set(actionId, path);
  if (run.actions !== undefined) return;
  for (const { key } of await run.series()) if (!paths.has(key.actionId)) paths.set(key.actionId, key.actionName);
}

/** The last level of each path, with the one above where two actions share it. */
function shortNames(paths: ReadonlyMap<string, string>): Record<string, string> {
  const seen = new Map<string, number>();
  const leaf = (path: string, levels: number): string => shown(path.split(PATH_SEPARATOR).slice(-levels).join(' › '));
  for (const path of paths.values()) seen.set(leaf(path, 1), (seen.get(leaf(path, 1)) ?? 0) + 1);
  return Object.fromEntries([...paths].map(([id, path]) => [id, leaf(path, (seen.get(leaf(path, 1)) ?? 0) > 1 ? 2 : 1)]));
}
