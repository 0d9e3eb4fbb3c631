import type { SampleType } from '../../contract/metric.js';
import { AnalysisRefusal } from './analysis-refusal.js';
import { counterTag } from './counter-samples.js';
import { fieldsOf, LEGACY } from './metric-rules.js';
import type { RunData } from './run-data.js';
import { loadTag, tagTerms } from './series-filter.js';
import { slaConnections } from './sla-counters.js';

/** The tags of one thing that was measured: under each tag its terms, the one to be shown first. */
export type TagRow = ReadonlyMap<string, readonly string[]>;
export type TagFilters = Readonly<Record<string, readonly string[]>>;

/** Everything that a run measured on samples of that type, by its tags; empty before it measured anything. */
export async function tagRows(run: RunData, type: SampleType): Promise<TagRow[]> {
  if (type === 'STRING_COUNTER') return [];
  if (type === 'NUMBER_COUNTER') return counterRows(run);
  return type === 'LOAD' ? loadRows(run) : sampleRows(run);
}

async function sampleRows(run: RunData): Promise<TagRow[]> {
  const paths = new Map((run.actions ?? []).map(({ actionId, path }) => [actionId, path]));
  return (await run.series()).map(({ key }) => rowOf(tagsOf('BASIC'), (tag) => (tag === 'subSampleType' ? [key.subSampleType] : tagTerms(key, tag, paths))));
}

async function loadRows(run: RunData): Promise<TagRow[]> {
  const users = run.seconds === undefined ? [] : await run.users(run.seconds);
  const kinds = new Map(users.map((row) => [JSON.stringify([row.region, row.injectorId, row.profileId]), row]));
  return [...kinds.values()].map((row) => rowOf(tagsOf('LOAD'), (tag) => [loadTag(run, row, tag)]));
}

async function counterRows(run: RunData): Promise<TagRow[]> {
  const connections = await slaConnections(run, {});
  return connections.flatMap((connection) => connection.counters.filter(({ samples }) => samples.length > 0).map((counter) => rowOf(tagsOf('NUMBER_COUNTER'), (tag) => [counterTag(connection, counter, tag) ?? ''])));
}

const rowOf = (tags: readonly string[], termsOf: (tag: string) => readonly string[]): TagRow => new Map(tags.map((tag) => [tag, termsOf(tag).filter((term) => term !== '')]));

/** Tags that samples of a type carry; a sample type of before 17 says itself whether it is a hit. */
function tagsOf(type: SampleType): readonly string[] {
  if (type === 'STRING_COUNTER') return [];
  if (type === 'NUMBER_COUNTER') return fieldsOf('MONITORING');
  const tags = fieldsOf(type === 'LOAD' ? 'USERLOAD' : 'HITS_TOTAL');
  return LEGACY.includes(type) ? tags.filter((tag) => tag !== 'subSampleType') : tags;
}

/** Tags under which at least one of the runs measured something on samples of that type. */
export async function tagKeys(runs: readonly RunData[], type: SampleType): Promise<string[]> {
  const rows = (await Promise.all(runs.map((run) => tagRows(run, type)))).flat();
  return tagsOf(type).filter((tag) => rows.some((row) => (row.get(tag) ?? []).length > 0));
}

/** The distinct values of each tag over the runs, sorted, of what passes all the filters. Refuses a tag that samples of that type do not carry. */
export async function tagValues(runs: readonly RunData[], type: SampleType, tags: readonly string[], filters: TagFilters): Promise<Record<string, string[]>> {
  const unknown = [...tags, ...Object.keys(filters)].find((tag) => !tagsOf(type).includes(tag));
  if (unknown !== undefined) throw new AnalysisRefusal(`Samples of type ${type} carry no tag ${JSON.stringify(unknown)}. ${tagsOf(type).length === 0 ? 'They carry none: no texts of monitors are collected.' : `Use one of ${tagsOf(type).join(', ')}.`}`);
  const rows = (await Promise.all(runs.map((run) => tagRows(run, type)))).flat().filter((row) => passes(row, filters));
  return Object.fromEntries(tags.map((tag) => [tag, [...new Set(rows.flatMap((row) => (row.get(tag) ?? []).slice(0, 1)))].sort()]));
}

/** Whether a row bears one of the terms under each of the tags. */
export function passes(row: TagRow, filters: TagFilters): boolean {
  return Object.entries(filters).every(([tag, terms]) => (row.get(tag) ?? []).some((term) => terms.includes(term)));
}
