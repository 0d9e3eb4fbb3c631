import type { ReportItem } from '../../contract/bench-report.js';
import type { BenchLoadGenerator, GraphPoint, NamedCurve } from '../../contract/report-values.js';
import { generatorVerdicts, type GeneratorSecond, type GeneratorVerdict } from '../measurements/generator.js';
import type { UserLoadRow } from '../measurements/measure.js';
import { toMeasured } from './metric-definitions.js';
import { requireRun, type ReportReading, type RunData, type SecondRange } from './run-data.js';
import { intervalOf, rangeOf } from './run-window.js';
import { requireItem } from './value-tools.js';

/** A generator as it is listed; all but the five documented fields are additive: what it measured of itself. */
export type MeasuredGenerator = BenchLoadGenerator & { readonly injectorId: string } & Partial<Omit<GeneratorVerdict, 'injectorId' | 'region'>>;

export interface LoadGeneratorValues { readonly generators: readonly MeasuredGenerator[]; readonly curves: readonly NamedCurve[] }

type Place = Pick<GeneratorSecond, 'region' | 'injectorId'>;
interface Quantity { readonly name: string; readonly unit: string; readonly of: (row: GeneratorSecond) => number }

const LOOP: Quantity = { name: 'Event loop delay (p99)', unit: 'ms', of: ({ loopDelayP99Ms }) => loopDelayP99Ms };
/** The fixed figures of the chart. The product shows CPU, memory, retransmits and bytes of hosts, and garbage collectors of JVMs (behaviour.md §22): ours is a Node process. */
const QUANTITIES: Readonly<Record<'HOST' | 'JVM', readonly Quantity[]>> = {
  HOST: [
    { name: 'CPU', unit: '% of a core', of: ({ cpuPercent }) => cpuPercent },
    { name: 'Memory', unit: 'MB', of: ({ residentMegabytes }) => residentMegabytes },
    { name: 'Connections', unit: 'count', of: ({ sockets }) => sockets },
    LOOP,
  ],
  JVM: [{ name: 'Heap', unit: 'MB', of: ({ heapMegabytes }) => heapMegabytes }, LOOP],
};

/** The generators of an item's run, and for a chart its curves: the maximum over the generators, at most 300 points each. Refuses other items. */
export async function loadGenerators(item: ReportItem, reading: ReportReading): Promise<LoadGeneratorValues> {
  const { benchResultId, ...widget } = requireItem(item, 'LoadGeneratorsChartReportItem', 'LoadGeneratorsTreeReportItem');
  const run = requireRun(reading, benchResultId);
  const rows = (await run.generators?.()) ?? [];
  const generators = await generatorsOf(run, rows);
  if (widget['@type'] === 'LoadGeneratorsTreeReportItem') return { generators, curves: [] };
  const { from = -Infinity, to = Infinity } = rangeOf(reading);
  const shown = rows.filter(({ second }) => (second + 1) * 1000 > from && second * 1000 < to);
  return { generators, curves: QUANTITIES[widget.monitorType].map((quantity) => curveOf(quantity, shown)) };
}

/** The generators of a run in a stable order; one that measured nothing of itself is listed by its users or samples. */
export async function benchLoadGenerators(run: RunData): Promise<MeasuredGenerator[]> {
  return generatorsOf(run, (await run.generators?.()) ?? []);
}

async function generatorsOf(run: RunData, rows: readonly GeneratorSecond[]): Promise<MeasuredGenerator[]> {
  const users = run.seconds === undefined ? [] : await run.users(run.seconds);
  const measured = (await run.series()).map(({ key }) => key);
  const [ownRows, userRows] = [grouped(rows), grouped(users)];
  const places = new Map<string, Place>([...rows, ...users, ...measured].map(({ region, injectorId }) => [keyOf({ region, injectorId }), { region, injectorId }]));
  return [...places].sort(([left], [right]) => (left < right ? -1 : 1)).map(([key, place]) => listed(run, place, ownRows.get(key) ?? [], userRows.get(key) ?? []));
}

const keyOf = ({ region, injectorId }: Place): string => JSON.stringify([region, injectorId]);

function grouped<T extends Place>(rows: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group === undefined) groups.set(keyOf(row), [row]);
    else group.push(row);
  }
  return groups;
}

function listed(run: RunData, { region, injectorId }: Place, rows: readonly GeneratorSecond[], users: readonly UserLoadRow[]): MeasuredGenerator {
  const seconds = spanOf([...rows, ...users]) ?? run.seconds;
  const [verdict] = generatorVerdicts(rows);
  return {
    region, host: run.generatorHosts?.get(injectorId) ?? injectorId, vuCount: peakOf(users),
    ...(seconds === undefined ? {} : { start: seconds.first * 1000, end: (seconds.last + 1) * 1000 }), injectorId, ...verdict,
  };
}

function spanOf(rows: readonly { readonly second: number }[]): SecondRange | undefined {
  const [first] = rows;
  if (first === undefined) return undefined;
  return rows.reduce((span, { second }) => ({ first: Math.min(span.first, second), last: Math.max(span.last, second) }), { first: first.second, last: first.second });
}

/** Most users at once, over all profiles. */
function peakOf(users: readonly UserLoadRow[]): number {
  const bySecond = new Map<number, number>();
  for (const row of users) bySecond.set(row.second, (bySecond.get(row.second) ?? 0) + row.users);
  return [...bySecond.values()].reduce((most, count) => Math.max(most, count), 0);
}

function curveOf({ name, unit, of }: Quantity, rows: readonly GeneratorSecond[]): NamedCurve {
  const span = spanOf(rows);
  if (span === undefined) return { name, unit, points: [] };
  const interval = intervalOf(span.last - span.first + 1);
  const highest = new Map<number, number>();
  for (const row of rows) {
    const slot = Math.floor((row.second - span.first) / interval);
    highest.set(slot, Math.max(highest.get(slot) ?? -Infinity, of(row)));
  }
  const points = [...highest].sort(([left], [right]) => left - right).map(([slot, y]): GraphPoint => ({ x: (span.first + slot * interval) * 1000, y: toMeasured(y) }));
  return { name, unit, points };
}
