import { Injectable } from '@nestjs/common';
import { walkActions } from '../../../contract/actions.js';
import { type BenchReport, type OpenReportItem, ReportItem } from '../../../contract/bench-report.js';
import { isTerminal } from '../../../contract/bench-result.js';
import { peakOf } from '../../../contract/load.js';
import { rowIdOf } from '../../../contract/row-id.js';
import type { ExportReportConfig } from '../../../contract/report-print.js';
import { AnalysisRefusal } from '../../analysis/analysis-refusal.js';
import { itemValues } from '../../analysis/item-values.js';
import { runLabels, runsNamedIn } from '../../analysis/reports/several-runs.js';
import type { PrintedItem, PrintedRun, PrintSource } from '../../print/print-source.js';
import type { FrozenRun } from '../../storage/collections.js';
import type { Account } from '../../storage/identity-store.js';
import { LocalDatabase } from '../../storage/local-database.js';
import { Access } from '../access.js';
import { RunReadings } from '../analysis/run-readings.js';
import { asBench, type BenchEntity } from '../runtime/bench-results/bench-entity.js';

/** Reads all that a report is printed from, with the rights of whoever prints it. */
@Injectable()
export class PrintSources {
  constructor(private readonly database: LocalDatabase, private readonly access: Access, private readonly readings: RunReadings) {}

  /** @param now epoch ms. 404 where a run of the report is not the caller's to read. */
  async of(caller: Account, report: BenchReport, config: ExportReportConfig, now: number): Promise<PrintSource> {
    const project = await this.database.documents.find('project', report.projectId);
    const workspace = project === undefined ? undefined : await this.database.documents.find('workspace', project.workspaceId);
    const benches = await this.benches(caller, report.benchResultIds);
    const named = await this.benches(caller, [...new Set([...report.benchResultIds, ...runsNamedIn(report.items)])]);
    const given = runLabels(report);
    const frozen = await Promise.all(named.map(async ({ resultProjectId }) => (await this.database.documents.find('frozenRun', resultProjectId))?.document));
    const items: PrintedItem[] = [];
    // One after the other: a report of many items must not hold all their rows at once.
    for (const item of report.items) items.push({ item, outcome: await this.outcomeOf(caller, report, item) });
    return {
      report, config, items, project: project?.document.name ?? '', workspace: workspace?.document.name ?? '', printedAt: now,
      runs: benches.map((bench, index) => runOf(bench, frozen[index])),
      labels: {
        runs: Object.fromEntries(named.map(({ id, name }) => [id, given.get(id) ?? name])),
        starts: Object.fromEntries(named.flatMap(({ id, startedAt }) => (startedAt === undefined ? [] : [[id, startedAt]]))),
        actions: actionNames(items, frozen.filter((run) => run !== undefined)),
      },
    };
  }

  private async benches(caller: Account, ids: readonly string[]): Promise<BenchEntity[]> {
    return Promise.all(ids.map(async (id) => asBench((await this.access.document(caller, 'benchResult', id, 'read')).document)));
  }

  private async outcomeOf(caller: Account, report: BenchReport, open: OpenReportItem): Promise<PrintedItem['outcome']> {
    const item = ReportItem.safeParse(open);
    if (!item.success) return { kind: 'refused', reason: `this version does not know how to read a ${open['@type']} like this one.` };
    try {
      return await itemValues(item.data, { ...(await this.readings.of(caller, item.data, {})), configs: report.configs });
    } catch (error) {
      if (error instanceof AnalysisRefusal) return { kind: 'refused', reason: error.message };
      throw error;
    }
  }
}

function runOf(bench: BenchEntity, frozen: FrozenRun | undefined): PrintedRun {
  const users = new Map(frozen?.virtualUsers.map(({ id, name }) => [id, name]));
  return {
    id: bench.id, name: bench.name, state: bench.state, terminal: isTerminal(bench.state), scenario: frozen?.scenario.name ?? bench.name,
    startedAt: bench.startedAt, endedAt: bench.endedAt, plannedMs: bench.plannedMs, warnings: bench.warnings ?? [], slaProfiles: (frozen?.slaProfiles ?? []).map(({ name }) => name),
    profiles: (frozen?.scenario.userProfiles ?? []).map(({ virtualUserId, load, location }) => ({ name: users.get(virtualUserId) ?? virtualUserId, users: peakOf(load), location })),
  };
}

/** Names of all actions that the items speak of, as they were when the runs were started. */
function actionNames(items: readonly PrintedItem[], frozen: readonly FrozenRun[]): Record<string, string> {
  const names = new Map<string, string>();
  for (const { id, name, children } of frozen.flatMap(({ virtualUsers }) => virtualUsers)) {
    names.set(id, name);
    for (const { node } of walkActions(children)) if (typeof node.name === 'string') names.set(node.id, node.name);
  }
  const nameOf = (id: string): string => {
    const { actionId, isResources, step } = rowIdOf(id);
    if (step !== undefined) return `${names.get(actionId) ?? 'browser action'} › ${step.label} (${step.type})`;
    return isResources ? `${names.get(actionId) ?? actionId} (resources)` : (names.get(id) ?? id);
  };
  return Object.fromEntries(items.flatMap(({ outcome }) => idsIn(outcome)).map((id) => [id, nameOf(id)]));
}

function idsIn(outcome: PrintedItem['outcome']): string[] {
  switch (outcome.kind) {
    case 'table': return outcome.rows.map(({ actionId }) => actionId);
    case 'tree': return outcome.rows.flatMap(({ actionId, virtualUserId }) => [actionId, virtualUserId]);
    case 'top': return outcome.top.actionIds;
    case 'errors': return outcome.errors.map(({ actionId }) => actionId);
    default: return [];
  }
}
