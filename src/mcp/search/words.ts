/** Words that a question has and a tool's description is not about. */
const SILENT: ReadonlySet<string> = new Set(('a an and are as at be been before but by can could did do does doing for from get give had has have having here how i if in into is it its just let me my of on or our out over please '
  + 'should so some somebody something than that the their them then there these they this those to us want was we were what when where which whom whose why will with would you your now yet all any').split(' '));

/**
 * The stem of an English word, as far as two words of one meaning commonly differ: plural, -ing, -ed, -er, final e. Small on purpose: a
 * stem need not be a word, it must only be the same on both sides.
 */
export function stemOf(word: string): string {
  let stem = word;
  if (stem.length > 4 && stem.endsWith('ies')) stem = `${stem.slice(0, -3)}y`;
  else if (stem.length > 3 && stem.endsWith('s') && !/(?:ss|us|is)$/.test(stem)) stem = stem.slice(0, -1);
  for (const ending of ['ing', 'ed', 'er']) {
    if (stem.length > ending.length + 3 && stem.endsWith(ending)) { stem = stem.slice(0, -ending.length); break; }
  }
  if (/([bdglmnprt])\1$/.test(stem) && stem.length > 3) stem = stem.slice(0, -1);
  return stem.length > 3 && stem.endsWith('e') ? stem.slice(0, -1) : stem;
}

/** The words of a text, in lower case: names in snake_case and camelCase fall into theirs. */
export const wordsOf = (text: string): string[] => text.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase().split(/[^a-z0-9]+/).filter((word) => word !== '');

/** The stem of a word that says something; undefined for one that does not. */
export const termOf = (word: string): string | undefined => (SILENT.has(word) ? undefined : stemOf(word));
