import MiniSearch from 'minisearch';
import { stemOf, termOf, wordsOf } from './words.js';

/** Something that can be found: what it is called, and what is said about it. */
export interface Findable {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Names of parameters, the area, and the like: worth less than what the thing says of itself. */
  readonly details: string;
  /** Words by which users ask for it, where those are others than its own. */
  readonly asked: string;
}

export interface Found { readonly id: string; readonly score: number }

const FIELDS = ['name', 'title', 'asked', 'description', 'details'] as const;
const BOOST = { name: 2, title: 2, asked: 2.5, description: 1, details: 0.3 };
/** A word that stands for the one that was asked counts this much of it. */
const AKIN = 0.75;
const LONGEST_QUESTION = 400;
/** How far a word that no thing uses may be from one that some do, as part of its length. */
const MISSPELT = 0.25;

/**
 * Finds by words (BM25 over what the things are called and say, with stems; a word that none uses is taken for the beginning or the misspelling of one). Nothing leaves the
 * process, and the same question has the same answer.
 */
export class LexicalIndex {
  private readonly search: MiniSearch<Findable>;
  private readonly known: ReadonlySet<string>;
  private readonly akin: ReadonlyMap<string, readonly string[]>;

  /** @param kin words of users with the words that the things use instead */
  constructor(things: readonly Findable[], kin: Readonly<Record<string, string>> = {}) {
    this.akin = new Map(Object.entries(kin).map(([asked, meant]) => [stemOf(asked), wordsOf(meant).map(stemOf)]));
    this.search = new MiniSearch({ fields: [...FIELDS], tokenize: wordsOf, processTerm: (word) => termOf(word) ?? null });
    this.search.addAll([...things]);
    this.known = new Set(things.flatMap((thing) => FIELDS.flatMap((field) => wordsOf(thing[field]).flatMap((word) => termOf(word) ?? []))));
  }

  /** The best first. @param allowed what may be found at all */
  find(question: string, allowed: (id: string) => boolean, most: number): Found[] {
    const asked = [...new Set(wordsOf(question.slice(0, LONGEST_QUESTION)).flatMap((word) => termOf(word) ?? []))];
    const own = this.queryOf(asked, 1);
    const kin = this.queryOf([...new Set(asked.flatMap((term) => this.akin.get(term) ?? []))].filter((term) => !asked.includes(term)), AKIN);
    const queries = [...own, ...kin];
    if (queries.length === 0) return [];
    return this.search.search({ combineWith: 'OR', queries }, { filter: ({ id }) => allowed(String(id)) })
      .slice(0, most).map(({ id, score }) => ({ id: String(id), score }));
  }

  /** Each word by itself. Terms are stems already. */
  private queryOf(terms: readonly string[], weight: number): { queries: string[]; combineWith: 'OR'; boost: Record<string, number>; prefix: boolean; fuzzy: number | false; processTerm: (term: string) => string; tokenize: (text: string) => string[] }[] {
    return terms.map((term) => ({
      queries: [term], combineWith: 'OR', prefix: !this.known.has(term) && term.length > 3, fuzzy: !this.known.has(term) && term.length > 4 ? MISSPELT : false,
      boost: Object.fromEntries(Object.entries(BOOST).map(([field, boost]) => [field, boost * weight])),
      processTerm: (text: string) => text, tokenize: (text: string) => [text],
    }));
  }
}
