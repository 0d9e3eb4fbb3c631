import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Agent } from '../../test/support/agent.js';
import type { Check } from './checks.js';
import { type How, readWidget, type Reading } from './widget-checks.js';
import type { Item } from './widget-items.js';

const SCRIPT = fileURLToPath(new URL('jtl-widgets.mjs', import.meta.url));

/** What the independent script answers, see there. */
export interface Answer { readonly samples: number; readonly hits: number; readonly startMs: number; readonly endMs: number; readonly items: Readonly<Record<string, unknown>> }
export interface ItemReading { readonly item: Item; readonly reading: Reading }

/** Every item of a report that has metrics, as the tools answer it, and the names of the items that have none. */
export async function readReport(agent: Agent, reportId: string, how: How): Promise<{ readings: ItemReading[]; without: string[] }> {
  const { items } = await agent.call<{ items: { id: string }[] }>('get_bench_report', { reportId });
  const found: { readings: ItemReading[]; without: string[] } = { readings: [], without: [] };
  for (const { id } of items) {
    const { items: [item] } = await agent.call<{ items: Item[] }>('get_bench_report', { reportId, itemId: id });
    if (item === undefined) continue;
    const reading = await readWidget(agent, reportId, item, how);
    if (reading === undefined) found.without.push(item.name);
    else found.readings.push({ item, reading });
  }
  return found;
}

/** Runs the independent script in a process of its own. @param about files and times of the run @param first epoch second from which insights count intervals */
export async function independent(folder: string, readings: readonly ItemReading[], about: Readonly<Record<string, unknown>>, first: number): Promise<Answer> {
  const [request, answer] = [join(folder, 'request.json'), join(folder, 'answer.json')];
  const items = readings.map(({ reading: { request: item } }) => (item['@type'] === 'InsightsReportItem' ? { ...item, grid: { first, seconds: 1 } } : item));
  writeFileSync(request, JSON.stringify({ ...about, items }));
  await promisify(execFile)(process.execPath, [SCRIPT, request, answer]);
  return JSON.parse(readFileSync(answer, 'utf8')) as Answer;
}

/** The figures of an item beside those of the script. */
export const checksOf = ({ item, reading }: ItemReading, { items }: Answer): Check[] => reading.compare(items[item.id]);
