import { stemmer } from 'stemmer';

/** Words that a question has and a tool's description is not about. */
const SILENT: ReadonlySet<string> = new Set(('a an and are as at be been before but by can could d did do does doing for from get give had has have having here how i if in into is it its just let ll me my of on or our out over please re s '
  + 'should so some somebody something t than that the their them then there these they this those to us ve want was we were what when where which whom whose why will with would you your now yet all any '
  + 'like need really too very also').split(' '));

/** The stem of an English word (Porter): the same for words that differ in their ending only. It need not be a word. */
export const stemOf = (word: string): string => stemmer(word);

/** The words of a text, in lower case and without accents: names in snake_case and camelCase fall into theirs. */
export const wordsOf = (text: string): string[] => text.normalize('NFD').replace(/\p{M}/gu, '').replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase().split(/[^a-z0-9]+/).filter((word) => word !== '');

/** The stem of a word that says something; undefined for one that does not. */
export const termOf = (word: string): string | undefined => (SILENT.has(word) ? undefined : stemOf(word));

const ASKS_FIRST = /^\W*(?:what|which|who|whose|when|where|why|how (?:many|much|long|far|fast|often|big|busy|good|did|is|are|was|were)|is|are|was|were|did|does|do|has|have|had|can|could|am)\b/i;
const ASKS_WITHIN = /\b(?:what|which|who|why|how (?:many|much|long))\b|\?/i;

/** Whether a text asks for something to be known, rather than to be done. A guess by its form. */
export const isQuestion = (text: string): boolean => ASKS_FIRST.test(text) || ASKS_WITHIN.test(text);
