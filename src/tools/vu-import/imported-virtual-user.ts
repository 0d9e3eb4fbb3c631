import { z } from 'zod';
import { ImportReport } from '../../contract/design-import.js';
import { VirtualUserDescription } from '../../contract/virtual-user.js';
import { VirtualUserListing } from '../vocabulary/listings.js';

const NOTES_SHOWN = 20;
const MOST_URLS = 200;

/** Answer of an import in process: the Virtual User without its tree, and the report where the backend gives one (our addition). */
export const ImportedUser = VirtualUserDescription.extend({ importReport: ImportReport.optional().catch(undefined) });
export const ImportedListing = VirtualUserListing.extend({ notes: z.array(z.string()).optional().describe('What was changed, kept without being executed, or dropped.') });

/** Addresses as a parameter. */
export const urls = z.array(z.url({ protocol: /^https?$/ }).max(2_000)).min(1).max(MOST_URLS);

/** The notes of an import as sentences. */
export function notesOf(report: z.output<typeof ImportReport> | undefined): { notes?: string[] } {
  const all = report?.notes ?? [];
  if (all.length === 0) return {};
  const shown = all.slice(0, NOTES_SHOWN).map(({ level, place, name, reason }) => [level, place ?? name, reason].filter((word) => word !== undefined && word !== '').join(': '));
  const left = all.length - shown.length + (report?.notesLeftOut ?? 0);
  return { notes: left === 0 ? shown : [...shown, `${left} more notes`] };
}
