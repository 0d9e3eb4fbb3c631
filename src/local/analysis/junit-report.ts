import type { ReportItemMetric } from '../../contract/bench-report.js';
import type { Measure, SeriesKey } from '../measurements/measure.js';
import { PATH_SEPARATOR } from './action-places.js';
import { DEFAULT_APDEX } from './apdex.js';
import { slaCases, type TestCase } from './junit-sla-cases.js';
import { sumBy } from './metric-sources.js';
import type { ErrorRow, RunData, RunSeries } from './run-data.js';
import { windowOf } from './run-window.js';
import { stripTerminalColours } from './terminal-colours.js';
import { xmlElement, xmlText } from './xml-text.js';

/** Kept messages named in a failure. */
const MESSAGES_MAX = 5;

/**
 * A run as JUnit XML, the file that CI servers read: a suite per Virtual User; in it a case per HTTP request (per container where it
 * makes none), failed where samples failed, and one per WARNING or CRITICAL band of its SLA profiles, failed where a CRITICAL one
 * was reached. `time` = average response time in seconds. The product's own names are not public: this layout is ours.
 */
export async function junitReport(run: RunData): Promise<string> {
  const [series, errors, bands] = [await run.series(), await run.errors(), await slaCases(run)];
  const measured = await actionSums(run, series);
  const users = new Map([...series.map(({ key }) => [key.virtualUserId, key.virtualUserName] as const), ...bands.map(({ virtualUserId, virtualUserName }) => [virtualUserId, virtualUserName] as const)]);
  const suites = [...users].map(([id, name]) => {
    const cases = [...actionCases(run, named(id, series), measured, errors), ...bands.filter(({ virtualUserId }) => virtualUserId === id)];
    return { name, cases };
  });
  const all = suites.flatMap(({ cases }) => cases);
  const body = suites.map(({ name, cases }) => xmlElement('testsuite', { name, ...countsOf(cases), timestamp: stamp(run.startedAt) }, cases.map((one) => caseXml(one)).join('')));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xmlElement('testsuites', { name: run.benchResultId, ...countsOf(all) }, body.join('\n'))}\n`;
}

interface Action { readonly key: SeriesKey; readonly label: string }

/** The rows that stand for a Virtual User: its requests, or where it has none, its containers. Requests come in tree order. */
function named(virtualUserId: string, series: readonly RunSeries[]): SeriesKey[] {
  const own = new Map(series.filter(({ key }) => key.virtualUserId === virtualUserId).map(({ key }) => [key.actionId, key]));
  const hits = [...own.values()].filter(({ subSampleType }) => subSampleType === 'Hit');
  return hits.length > 0 ? hits : [...own.values()];
}

function actionCases(run: RunData, keys: readonly SeriesKey[], measured: ReadonlyMap<string | number, Measure>, errors: readonly ErrorRow[]): TestCase[] {
  const places = new Map((run.actions ?? []).map(({ actionId, path }, index) => [actionId, { path, index }]));
  const actions: Action[] = keys.map((key) => ({ key, label: places.get(key.actionId)?.path.split(PATH_SEPARATOR).join(' / ') ?? key.actionName }));
  const order = ({ key }: Action): number => places.get(key.actionId)?.index ?? Infinity;
  actions.sort((left, right) => order(left) - order(right) || (left.label < right.label ? -1 : 1));
  return actions.map(({ key, label }) => {
    const sum = measured.get(caseKey(key));
    const failure = sum === undefined || sum.errors === 0 ? undefined : { type: 'SampleErrors', message: `${sum.errors} of ${sum.hits} samples failed.`, text: messagesOf(errors.filter((error) => error.actionId === key.actionId && error.virtualUserId === key.virtualUserId)) };
    return { virtualUserId: key.virtualUserId, virtualUserName: key.virtualUserName, name: label, seconds: sum === undefined || sum.elapsed.count === 0 ? 0 : sum.elapsed.sum / sum.elapsed.count / 1000, failure };
  });
}

const caseKey = (key: SeriesKey): string => JSON.stringify([key.virtualUserId, key.actionId]);

/** Whole-run sums of every action, all generators together. */
async function actionSums(run: RunData, series: readonly RunSeries[]): Promise<ReadonlyMap<string | number, Measure>> {
  const metric: ReportItemMetric = { id: 'RESPONSE_TIME_AVG', type: 'BASIC', benchResultId: run.benchResultId, filters: [], configs: [] };
  const [sums] = await sumBy([{ metric, run, window: windowOf(run, { runs: new Map() }), apdex: DEFAULT_APDEX, series }], ({ key }) => caseKey(key));
  return sums ?? new Map<string | number, Measure>();
}

/** The kept messages, each once, with what failed. */
function messagesOf(errors: readonly ErrorRow[]): string {
  const lines = errors.map(({ responseCode, errorMessage, assertions }) => [responseCode, errorMessage, ...assertions.map(({ name, message }) => `${name}: ${message}`)].map(stripTerminalColours).filter((text) => text !== '').join(' '));
  const distinct = [...new Set(lines)];
  return [...distinct.slice(0, MESSAGES_MAX), ...(distinct.length > MESSAGES_MAX ? [`and ${distinct.length - MESSAGES_MAX} more`] : [])].join('\n');
}

function countsOf(cases: readonly TestCase[]): Record<string, string | number> {
  const seconds = cases.reduce((sum, one) => sum + one.seconds, 0);
  return { tests: cases.length, failures: cases.filter(({ failure }) => failure !== undefined).length, errors: 0, skipped: 0, time: seconds.toFixed(3) };
}

function caseXml({ name, virtualUserName, seconds, failure, output }: TestCase): string {
  const content = failure === undefined ? '' : xmlElement('failure', { message: failure.message, type: failure.type }, xmlText(failure.text));
  return `\n${xmlElement('testcase', { name, classname: virtualUserName, time: seconds.toFixed(3) }, content + (output === undefined ? '' : `<system-out>${xmlText(output)}</system-out>`))}`;
}

/** As the schema of the format has it: to the second, without a zone. */
const stamp = (at: number | undefined): string | undefined => (at === undefined ? undefined : new Date(at).toISOString().slice(0, 19));
