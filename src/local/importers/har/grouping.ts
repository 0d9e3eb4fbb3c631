import type { ContainerTimeline } from '../../../contract/import-options.js';
import { elementName } from '../clean-text.js';
import { ImportError } from '../import-error.js';
import type { HarEntry } from './har-entry.js';
import { shownUrl } from './har-entry.js';
import type { HarPages } from './har-file.js';

/** A gap above this starts a container where the recording has no pages (behaviour.md §9.2.1, documented). */
const CONTAINER_GAP_MS = 3000;

/** Requests that become one container, with the quiet time before each. */
export interface Group { readonly name: string; readonly enabled: boolean; readonly steps: Step[] }
export interface Step { readonly entry: HarEntry; readonly gapMs: number }

/** An instant for a sentence; one outside the calendar is shown as the number it is. */
const shownTime = (ms: number): string => (Math.abs(ms) <= 8.64e15 ? `${new Date(ms).toISOString()} (${ms})` : String(ms));

/** Groups by a supplied timeline: a request belongs to `[entry, next entry)` (behaviour.md §9.2.3). @throws ImportError for earlier traffic */
function byTimeline(steps: readonly Step[], timeline: ContainerTimeline): Group[] {
  const marks = [...timeline.entries].sort((left, right) => left.startTimestamp - right.startTimestamp);
  const groups = marks.map((mark): Group => ({ name: elementName(mark.name, 'Container'), enabled: mark.type === 'ENABLED', steps: [] }));
  const firstMark = marks[0]?.startTimestamp ?? 0;
  for (const step of steps) {
    const { startedAt, index, method, target } = step.entry;
    if (startedAt === undefined) throw new ImportError(`Entry ${index} (${method} ${shownUrl(target.url)}) has no startedDateTime, so the container timeline cannot place it. Import without containerTimeline, or record with a tool that writes times.`);
    if (startedAt < firstMark) throw new ImportError(`Entry ${index} (${method} ${shownUrl(target.url)}) was recorded at ${shownTime(startedAt)}, before the first timeline entry at ${shownTime(firstMark)}. Add a timeline entry with startTimestamp ${startedAt} or earlier, or cut that traffic from the HAR.`);
    groups[marks.findLastIndex((mark) => mark.startTimestamp <= startedAt)]?.steps.push(step);
  }
  return groups;
}

/** Groups by page: one container per page used, in order of first use; a request of no page goes with the one before it. */
function byPage(steps: readonly Step[], pages: HarPages): Group[] {
  const groups = new Map<string, Group>();
  let pageId = steps.find(({ entry }) => entry.pageId !== undefined && pages.has(entry.pageId))?.entry.pageId ?? '';
  for (const step of steps) {
    const own = step.entry.pageId;
    if (own !== undefined && pages.has(own)) pageId = own;
    const group = groups.get(pageId) ?? { name: elementName(pages.get(pageId) ?? '', elementName(step.entry.target.path, 'Page')), enabled: true, steps: [] };
    groups.set(pageId, group);
    group.steps.push(step);
  }
  return [...groups.values()];
}

function byPause(steps: readonly Step[]): Group[] {
  const groups: Group[] = [];
  for (const step of steps) {
    const last = groups.at(-1);
    if (last === undefined || step.gapMs > CONTAINER_GAP_MS) groups.push({ name: elementName(step.entry.target.path, 'Container'), enabled: true, steps: [step] });
    else last.steps.push(step);
  }
  return groups;
}

/**
 * Puts requests into containers: by the timeline when one is given, else by page where the recording has pages, else by pauses
 * of more than three seconds (behaviour.md §9.2, documented; the order of preference is ours). Groups of a timeline may be empty.
 */
export function groupSteps(steps: readonly Step[], pages: HarPages, timeline: ContainerTimeline | undefined): Group[] {
  if (timeline !== undefined) return byTimeline(steps, timeline);
  const paged = steps.some(({ entry }) => entry.pageId !== undefined && pages.has(entry.pageId));
  return paged ? byPage(steps, pages) : byPause(steps);
}
