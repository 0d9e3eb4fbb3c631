import { z } from 'zod';
import type { ChartLabels } from '../../../../charts/chart-input.js';
import type { BenchReport, OpenReportItem } from '../../../../contract/bench-report.js';
import { BenchResult } from '../../../../contract/bench-result.js';
import type { ItemValues } from '../../../../contract/report-values.js';
import type { OctoperfClient } from '../../../../octoperf/octoperf-client.js';
import { actionNames } from '../../action-names.js';
import { runsOf } from '../../figures.js';

const Names = z.looseObject({ '@type': z.literal('ComparisonReportConfig'), names: z.array(z.string()) });
/** `name` and `startedAt` are what the embedded backend says besides; `created` is all that OctoPerf is known to say. */
const NamedRun = BenchResult.extend({ name: z.string().optional(), startedAt: z.number().optional() });

/** Names for what the values carry ids of: runs where several are compared, actions where they are ranked. Best effort: what is gone keeps its id. */
export async function chartLabels(octoperf: OctoperfClient, report: BenchReport, item: OpenReportItem, values: ItemValues): Promise<ChartLabels> {
  const ids = runsOf(item);
  const [runs, actions] = await Promise.all([ids.length > 1 ? runLabels(octoperf, report, ids) : {}, values.kind === 'top' ? namesOf(octoperf, ids, values.top.actionIds) : {}]);
  return { ...runs, actions };
}

async function runLabels(octoperf: OctoperfClient, report: BenchReport, ids: readonly string[]): Promise<Pick<ChartLabels, 'runs' | 'starts'>> {
  const given = report.configs.map((config) => Names.safeParse(config)).find(({ success }) => success)?.data?.names ?? [];
  const read = await Promise.all(ids.map((benchResultId) => octoperf.call('benchResult', NamedRun, { benchResultId }).catch(() => undefined)));
  const place = (id: string): number => Math.max(0, report.benchResultIds.indexOf(id));
  const named = ids.map((id, index) => [id, given[place(id)] ?? read[index]?.name ?? `Run ${String.fromCharCode(65 + place(id))}`] as const);
  const starts = ids.flatMap((id, index) => { const at = read[index]?.startedAt; return at === undefined ? [] : [[id, at] as const]; });
  return { runs: distinct(named), starts: Object.fromEntries(starts) };
}

/** Two runs of one scenario have the same name: a letter tells them apart. */
function distinct(named: readonly (readonly [id: string, name: string])[]): Record<string, string> {
  const twice = (name: string): boolean => named.filter(([, other]) => other === name).length > 1;
  return Object.fromEntries(named.map(([id, name], index) => [id, twice(name) ? `${name} (${String.fromCharCode(65 + index)})` : name]));
}

async function namesOf(octoperf: OctoperfClient, runIds: readonly string[], actionIds: readonly string[]): Promise<Record<string, string>> {
  const nameOf = await actionNames(octoperf, runIds);
  return Object.fromEntries(actionIds.map((id) => [id, nameOf(id) ?? id]));
}
