import type { ImportReport } from '../../../../../contract/design-import.js';
import { type ActionNode, walkActions } from '../../../../../contract/actions.js';
import type { DesignNote, ImportNote } from '../../../../importers/import-result.js';

/** Notes answered; the rest is counted. */
const SHOWN_NOTES = 50;
const WEIGHT = { dropped: 0, kept: 1, changed: 2 } as const;

/** What was lost stands first, then what does not run, then what runs otherwise; inside a level in the order of the file. */
const byWeight = (notes: readonly DesignNote[]): DesignNote[] => [...notes].sort((left, right) => WEIGHT[left.level] - WEIGHT[right.level]);

/** Notes that say the same of many elements as one, with the first of them as the example and how many more there are. */
function merged(notes: readonly DesignNote[]): ImportReport['notes'] {
  const kinds = new Map<string, { readonly note: DesignNote; alike: number }>();
  for (const note of notes) {
    const kind = JSON.stringify([note.level, note.type, note.reason]);
    const known = kinds.get(kind);
    if (known === undefined) kinds.set(kind, { note, alike: 0 });
    else known.alike += 1;
  }
  return [...kinds.values()].map(({ note, alike }) => ({ ...note, ...(alike === 0 ? {} : { alike }) }));
}

/**
 * The report of an import: its HTTP requests and what to know about it, at most 50 notes. Where there are more, those that say the
 * same are put together (`alike` = how many more); `notesLeftOut` counts what is still not shown.
 */
export function importReport(children: readonly ActionNode[], notes: readonly DesignNote[]): ImportReport {
  let requests = 0;
  for (const { node } of walkActions(children)) if (node['@type'] === 'HttpRequestAction') requests += 1;
  const ordered = byWeight(notes);
  const listed = ordered.length > SHOWN_NOTES ? merged(ordered) : ordered.map((note) => ({ ...note }));
  return { requests, notes: listed.slice(0, SHOWN_NOTES), notesLeftOut: Math.max(0, listed.length - SHOWN_NOTES) };
}

/** A note on an entry of a recording in the words of all imports; index, address and whether it was kept stay beside. */
export function noteOfRecording(note: ImportNote): DesignNote & ImportNote {
  const { index, url, kept } = note;
  return { ...note, level: kept ? 'changed' : 'dropped', type: 'HAR', name: url, place: index === -1 ? 'the whole file' : `entry ${index}` };
}
