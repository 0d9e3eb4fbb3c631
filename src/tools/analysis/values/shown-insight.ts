import { z } from 'zod';
import type { Insight } from '../../../contract/report-values.js';
import { Figure, metricLabels, short } from '../figures.js';

export const ShownInsight = z.object({
  id: z.string(),
  level: z.string().describe('PASSED, INFO, WARN or ERROR'),
  value: Figure.describe('percent, but a count for THRESHOLD_ALARM; the rmse of inspect where that is an area range'),
  note: z.string().optional(),
  actionId: z.string().optional().describe('The request it is about.'),
  name: z.string().optional().describe('Its name today.'),
  more: z.unknown().optional().describe('Report item that shows it: type and metrics, whole with insightId.'),
  inspect: z.unknown().optional().describe('Report item that draws the value.'),
});

/** Ids that say how far the insights can be believed, in words. */
const NOTES: ReadonlyMap<string, string> = new Map([
  ['NOT_ENOUGH_DATA', 'Fewer than 50 users or 20 minutes: what the insights say of the course over time rests on little. The value is percent of what is needed.'],
  ['NOT_MODIFIED_ANSWERS', 'This share of the answers was 304, without a body: response times and throughput of first visits are higher.'],
]);
const RANK = ['ERROR', 'WARN', 'INFO', 'PASSED'];

/** Notices first, then the worst level; within a level the order of the backend. */
export function worstFirst(left: Insight, right: Insight): number {
  const rank = ({ id, level }: Insight): number => (NOTES.has(id) ? -1 : RANK.indexOf(level));
  return rank(left) - rank(right);
}

/** One insight as it is answered. @param whole its report items in full, else by type and metrics. */
export function shownInsight({ id, level, value, more, inspect }: Insight, nameOf: (actionId: string) => string | undefined, whole: boolean): z.input<typeof ShownInsight> {
  const actionId = requestOf(inspect) ?? requestOf(more);
  const name = actionId === undefined ? undefined : nameOf(actionId);
  const note = NOTES.get(id);
  const shown = (item: Insight['more']): unknown => (whole ? (item ?? undefined) : level === 'PASSED' || item === null || item === undefined ? undefined : inShort(item));
  return {
    id, level, value: short(value),
    ...(note === undefined ? {} : { note }),
    ...(actionId === undefined ? {} : { actionId }), ...(name === undefined ? {} : { name }),
    more: shown(more), inspect: shown(inspect),
  };
}

type Item = NonNullable<Insight['more']>;
const WithRequest = z.looseObject({ metrics: z.array(z.looseObject({ filters: z.array(z.looseObject({ field: z.string(), term: z.string().optional() })).nullish() })) });

/** The action that the first metric of an item is narrowed to. */
function requestOf(item: Item | null | undefined): string | undefined {
  const read = WithRequest.safeParse(item);
  return read.success ? read.data.metrics[0]?.filters?.find(({ field }) => field === 'actionPath')?.term : undefined;
}

function inShort(item: Item): string {
  const metrics = [...new Set(metricLabels({ ...item, id: '', name: '' }).map(({ id }) => id))].join(', ');
  return metrics === '' ? item['@type'] : `${item['@type']} of ${metrics}`;
}
