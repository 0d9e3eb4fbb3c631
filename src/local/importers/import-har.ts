import { randomUUID } from 'node:crypto';
import type { ContainerTimeline, HarImportOptions } from '../../contract/import-options.js';
import { isAdHost } from './ad-hosts.js';
import { actionTree } from './har/action-tree.js';
import { gapsBefore, inTimeOrder } from './har/gaps.js';
import { groupSteps, type Group } from './har/grouping.js';
import { readEntry, shownUrl, type HarEntry, type UnreadableEntry } from './har/har-entry.js';
import { readHarFile } from './har/har-file.js';
import { HeaderPool } from './har/header-pool.js';
import { ImportError } from './import-error.js';
import type { HarImport, IdSource, ImportNote, Recording } from './import-result.js';
import { ServerDrafts } from './server-drafts.js';
import { staticReason } from './static-resources.js';
import { toUtf8 } from './text-encoding.js';

const RANDOM_IDS: IdSource = { id: () => randomUUID() };
const wholeFile = (reason: string): ImportNote => ({ index: -1, url: '', reason, kept: true });

/** Why an entry is left out of the Virtual User; undefined where it stays. */
function reasonToDrop(entry: HarEntry | UnreadableEntry, options: HarImportOptions): string | undefined {
  if ('reason' in entry) return entry.reason;
  if (options.adBlocking === 'ENABLED' && isAdHost(entry.target.hostname)) return 'advertising or audience measurement (adBlocking is ENABLED)';
  if (options.resources !== 'REMOVE' || entry.webSocketMessages !== undefined) return undefined;
  return staticReason({ method: entry.method, path: entry.target.path, resourceType: entry.resourceType, mimeType: entry.mimeType });
}

function notesOfKept(entry: HarEntry): ImportNote[] {
  const url = shownUrl(entry.target.url);
  const notes = entry.warnings.map((reason): ImportNote => ({ index: entry.index, url, reason, kept: true }));
  if (entry.webSocketMessages !== undefined) notes.push({ index: entry.index, url, reason: `a WebSocket with ${entry.webSocketMessages} recorded messages: kept as a disabled JMeter element of the WebSocket samplers plugin`, kept: true });
  return notes;
}

function notesOfFile(faithful: boolean, kept: readonly HarEntry[], groups: readonly Group[]): ImportNote[] {
  const notes: ImportNote[] = [];
  if (!faithful) notes.push(wholeFile('the file is not valid UTF-8: unreadable bytes were replaced; save it as UTF-8 to keep every character'));
  if (!kept.some((entry) => entry.response !== undefined && entry.response.body !== '')) notes.push(wholeFile("no response body was recorded, so extractors and correlation have nothing to work on; record with content: 'embed' (browsers: \"Save all as HAR with content\")"));
  for (const group of groups) if (group.steps.length === 0) notes.push(wholeFile(`no request falls into the timeline entry "${group.name}": its container is left out`));
  return notes;
}

/** The refusal of a file in which nothing was left to replay: 0 requests, and why. */
function nothingLeft(entries: number, dropped: readonly ImportNote[]): ImportError {
  if (entries === 0) return new ImportError('The recording holds 0 requests: "log.entries" is empty. Record again while using the site, then export the HAR.');
  const reasons = [...new Set(dropped.map((note) => note.reason))].slice(0, 3).join('; ');
  return new ImportError(`0 of ${entries} recorded entries can be imported (${reasons}). Set resources to KEEP_ALL or adBlocking to DISABLED to keep more, or record again.`);
}

/** Reads every entry of the file and tells the kept ones from the dropped ones. @throws ImportError */
function sift(bytes: Buffer, options: HarImportOptions) {
  const { utf8, faithful } = toUtf8(bytes);
  const kept: HarEntry[] = [];
  const dropped: ImportNote[] = [];
  const headers = new HeaderPool();
  const { pages, entries } = readHarFile(utf8, (value, index) => {
    const entry = readEntry(value, index);
    const reason = reasonToDrop(entry, options);
    if (reason !== undefined) dropped.push({ index, url: 'reason' in entry ? entry.url : shownUrl(entry.target.url), reason, kept: false });
    else if (!('reason' in entry)) kept.push(headers.pooled(entry));
  });
  if (kept.length === 0) throw nothingLeft(entries, dropped);
  return { pages, faithful, kept: inTimeOrder(kept), dropped };
}

/**
 * Turns the bytes of a HAR (UTF-8, or UTF-16 with byte order mark) into a Virtual User (behaviour.md §9.2, documented).
 * Pure: no file, no network, no clock. Requests refer to servers by draft key, see `bindServers`.
 * @param options static resources and advertising are left out, pauses become think times or delays
 * @param timeline names containers by time; without it pages or pauses make them
 * @param ids where the ids of new actions come from
 * @throws ImportError with the place of the fault and what to do next
 */
export function importHar(bytes: Buffer, options: HarImportOptions, timeline?: ContainerTimeline, ids: IdSource = RANDOM_IDS): HarImport {
  const { pages, faithful, kept, dropped } = sift(bytes, options);
  const gaps = gapsBefore(kept);
  const groups = groupSteps(kept.map((entry, at) => ({ entry, gapMs: gaps[at] ?? 0 })), pages, timeline);
  const servers = new ServerDrafts();
  const recordings: Recording[] = [];
  const children = actionTree(groups.filter((group) => group.steps.length > 0), { options, ids, servers, recordings });
  const notes = [...dropped, ...kept.flatMap(notesOfKept)].sort((left, right) => left.index - right.index);
  return {
    name: kept[0]?.target.hostname ?? 'Recording',
    children,
    servers: servers.list(),
    recordings,
    report: [...notesOfFile(faithful, kept, groups), ...notes],
  };
}
