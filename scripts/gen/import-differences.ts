import type { Column, Counts, Facts, Note } from './imports.js';

/** A file that gives something else than its facts say. */
export interface Difference { readonly file: string; readonly column: Column; readonly expected: number; readonly found: Counts; readonly facts: Facts; readonly notes: readonly Note[] }

const plural = (count: number, one: string, many: string): string => (count === 1 ? `1 ${one}` : `${count} ${many}`);

/** What only a reader of the file can tell. */
const BY_HAND: Readonly<Record<string, string>> = {
  'jmx/jmeter__Bug62239.jmx variables': 'two thread groups have the same counter: it is one variable of the project, counting per user as both say',
  'k6/shop extractors': 'the value read from the JSON of an answer is only printed: what no request uses is not extracted, its statement is in the kept text',
  'k6/catalogue.js requests': 'the address of one takes running the script to know, one stands under a condition: both are kept as switched-off scripts',
  'k6/scenarios.js requests': 'setup() runs once per test, and the default function is not among those that the scenarios name: their requests are in the kept text',
  'migrations/neoload-as-code containers': 'an action that is not known (teleport) is kept as a switched-off container',
  'migrations/neoload-as-code variables': 'the random UUID became a function, ${__UUID()}, wherever it is used',
  'migrations/neoload-project containers': 'an action that is not known (mystery-action) is kept as a switched-off container',
  'migrations/loadrunner requests': 'a link whose page was not recorded (t9.inf is missing) is kept as a switched-off script',
  'migrations/loadrunner variables': 'two columns of one table are one CSV variable, and the time became a function',
};

/** Requests that are in the notes instead of among the requests. */
function requests({ expected, found, notes }: Difference): string | undefined {
  const [kept, dropped] = [notes.filter(({ level }) => level === 'kept').length, notes.filter(({ level }) => level === 'dropped').length];
  if (expected - (found.requests ?? 0) !== kept + dropped) return undefined;
  const reasons = [...new Set(notes.filter(({ level }) => level !== 'changed').map(({ reason }) => reason))];
  const told = reasons.length === 1 ? `: ${reasons[0] ?? ''}` : ', each reported with its place and reason';
  return [...(kept > 0 ? [`${plural(kept, 'is', 'are')} kept as disabled elements`] : []), ...(dropped > 0 ? [`${plural(dropped, 'cannot be a request', 'cannot be requests')}`] : [])].join(', ') + told;
}

/** Variables that a script always sets to one text. */
function variables({ expected, found, notes }: Difference): string | undefined {
  const fromScripts = notes.filter(({ reason }) => reason.startsWith('a pre-request script always sets')).length;
  return (found.variables ?? 0) - expected === fromScripts ? `${fromScripts} more: what pre-request scripts always set to the same text became constants` : undefined;
}

/** Why: a sentence for the reader of docs/imports.md; undefined where nothing explains it, and then the page is not written. */
export function explanationOf(difference: Difference): string | undefined {
  const byHand = BY_HAND[`${difference.file} ${difference.column}`];
  if (byHand !== undefined) return byHand;
  switch (difference.column) {
    case 'requests': return requests(difference);
    case 'variables': return variables(difference);
    default: return undefined;
  }
}
