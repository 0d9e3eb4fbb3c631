import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BenchReport } from '../../src/contract/bench-report.js';
import type { Agent } from '../../test/support/agent.js';
import { changeReport } from '../../test/support/changed-report.js';
import { freshProject, until } from '../../test/support/work.js';
import { type Check, fails, NO_DATA } from './checks.js';
import { checksOf, independent, type ItemReading, readReport } from './report-readings.js';
import { containerItems, moreItems } from './widget-items.js';

const FIXTURES = fileURLToPath(new URL('../../test/fixtures/jtl/', import.meta.url));

/** A fixture's comparison. `without`: what is in its report and has nothing to stand beside. */
export interface FixtureOutcome { readonly file: string; readonly samples: number; readonly hits: number; readonly checks: readonly Check[]; readonly without: readonly string[] }
interface Imported { readonly benchResultId: string; readonly reportId: string; readonly startedAt: string; readonly transactions: number }

/**
 * Imports every JTL of the fixtures through the tools, reads every widget of the report it becomes, and holds each beside the script.
 * @param folder for files of the script @param dataFolder of the server
 */
export async function compareFixtures(agent: Agent, folder: string, dataFolder: string): Promise<FixtureOutcome[]> {
  const { projectId } = await freshProject(agent);
  const outcomes: FixtureOutcome[] = [];
  for (const file of readdirSync(FIXTURES).filter((name) => name !== 'facts.json').sort()) outcomes.push(await compareFixture(agent, { file, projectId, folder, dataFolder }));
  return outcomes;
}

async function compareFixture(agent: Agent, { file, projectId, folder, dataFolder }: { file: string; projectId: string; folder: string; dataFolder: string }): Promise<FixtureOutcome> {
  const { reportId, benchResultId, startedAt, transactions } = await imported(agent, projectId, file);
  const more = [...moreItems(benchResultId), ...(transactions > 0 ? containerItems(benchResultId) : [])];
  await changeReport(dataFolder, reportId, (report: BenchReport) => ({ ...report, items: [...report.items, ...more] }));
  const { readings, without } = await readReport(agent, reportId, { shared: new Set(), exact: true });
  // Samples without a time stand in the moment of their import, which no file can tell.
  const undatedMs = Date.parse(startedAt);
  const answer = await independent(folder, readings, { files: [join(FIXTURES, file)], exact: true, undatedMs }, Math.floor(undatedMs / 1000));
  const compared = readings.map((one) => ({ ...one, checks: checksOf(one, answer) }));
  return { file, samples: answer.samples, hits: answer.hits, checks: compared.flatMap(({ checks }) => checks), without: [...without.map((name) => `${name} (no metrics)`), ...compared.flatMap((one) => leftOut(one, answer.items[one.item.id]))] };
}

/** The figures of a widget that no check looks at. */
function leftOut({ item, reading, checks }: ItemReading & { checks: readonly Check[] }, told: unknown): string[] {
  if (reading.shown !== undefined) return reading.shown.filter((id) => !checks.some(({ what }) => what === id)).map((id) => `insight ${id} (the script has none)`);
  const lists = Array.isArray(told) ? (told as unknown[]) : [];
  const missing = (item.metrics ?? []).filter(({ id }, index) => !checks.some(({ what }) => what.includes(id)) && (lists.length === 0 || lists[index] === null));
  const isEmpty = /Statistic/.test(item['@type']) && Object.keys(told as object).length === 0;
  const isWhole = (isEmpty || /Stacked|AreaRange/.test(item['@type'])) && checks.length > 0;
  return isWhole ? [] : missing.map(({ id }) => `${item.name}: ${id}`);
}

async function imported(agent: Agent, projectId: string, file: string): Promise<Imported> {
  const { url, method } = await agent.call<{ url: string; method: string }>('import_jtl_report', { projectId });
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(readFileSync(join(FIXTURES, file)))]), file);
  const { taskId } = (await (await fetch(url, { method, body: form })).json()) as { taskId: string };
  const task = await until(() => agent.call<{ status: string; message: string; imported?: Imported }>('get_task_result', { taskId }), ({ status }) => status !== 'PENDING');
  if (task.imported === undefined) throw new Error(`${file} was not imported: ${task.message}`);
  return task.imported;
}

/** One line per fixture. */
export function fixtureTable(outcomes: readonly FixtureOutcome[]): string[] {
  return ['| Fixture | Samples | Lines | Figures | Largest difference | Beyond what is allowed | No data on both sides | Not compared |', '|---|---|---|---|---|---|---|---|', ...outcomes.map((outcome) => {
    const { file, samples, checks, without } = outcome;
    const known = checks.filter(({ independent: told }) => told !== NO_DATA);
    const furthest = known.reduce<Check | undefined>((most, one) => (most === undefined || one.percent > most.percent ? one : most), undefined);
    const largest = furthest === undefined || furthest.percent === 0 ? '0' : `${furthest.percent.toPrecision(2)} % (${idOf(furthest)})`;
    return `| ${file} | ${samples} | ${known.length} | ${known.reduce((sum, { figures }) => sum + figures, 0)} | ${largest} | ${checks.filter(fails).length} | ${noData(outcome)} | ${without.join(', ') || '–'} |`;
  })];
}

const idOf = ({ what }: Check): string => /[A-Z]{2,}(?:_[A-Z0-9]+)*/.exec(what)?.[0] ?? what.split(':')[0] ?? what;

/** Why figures stand on neither side. */
const REASONS: readonly (readonly [id: RegExp, why: string])[] = [
  [/^HTTP_METHODS/, 'no methods'], [/CODES|codes/, 'no response codes'], [/^CONNECT/, 'no connect times'], [/^LATENCY/, 'no latency'], [/^(RESPONSE_TIME|NETWORK)/, 'no elapsed times'],
  [/^SENT/, 'no sent bytes'], [/^(THROUGHPUT|RESPONSE_SIZE)/, 'no received bytes'],
];

/** What the file tells nothing of, so that the widgets show nothing. */
function noData({ checks, hits }: FixtureOutcome): string {
  const none = [...new Set(checks.filter(({ independent: told }) => told === NO_DATA).map(idOf))];
  const rates = none.filter((id) => id.endsWith('_RATE') && !none.includes(id.replace('_RATE', '_TOTAL')));
  const reasons = none.filter((id) => !rates.includes(id)).flatMap((id) => REASONS.find(([of]) => of.test(id))?.[1] ?? (id === 'rmse' ? [] : id));
  if (hits === 0) return 'all of hits: there are transactions only';
  return [...new Set([...reasons, ...(rates.length === 0 ? [] : ['no rates: the run has no length'])])].join(', ') || '–';
}
