import MiniSearch, { type SearchOptions } from 'minisearch';
import { isQuestion, termOf, wordsOf } from './words.js';

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
  /** Whether it only answers: preferred where something is asked. */
  readonly answers?: boolean;
}

/** `fit`: how much of what was asked was met, 0 to 1, a word of like meaning counting for less than the word itself. */
export interface Found { readonly id: string; readonly score: number; readonly fit: number }

const FIELDS = ['name', 'title', 'asked', 'description', 'details'] as const;
/** Chosen with the tuning questions of test/unit/mcp/find. Halving or doubling `asked` or `description` moved recall by a few questions only. */
const BOOST = { name: 2, title: 2, asked: 4, description: 1, details: 0.3 };
const BM25 = { k: 1.2, b: 0.5, d: 0.5 };
/** A word that means about the same as the one that was asked counts this much of it. */
const AKIN = 0.2;
const ANSWERING = 1.3;
const LONGEST_QUESTION = 400;
/** How far a word that no thing uses may be from one that some do, as part of its length. */
const MISSPELT = 0.25;

/** Score and fit so far, by id. */
type Tally = Map<string, { score: number; fit: number }>;

/**
 * Finds by words (BM25 over what the things are called and say, with stems; a word that none uses is taken for the beginning or the misspelling of one).
 * Each word of a question counts once, through itself or its kin, and what meets more of them comes first. Nothing leaves the
 * process, and the same question has the same answer.
 */
export class LexicalIndex {
  private readonly search: MiniSearch<Findable>;
  private readonly known = new Set<string>();
  private readonly answering: ReadonlySet<string>;
  private readonly kin = new Map<string, Set<string>>();

  /** @param rings lines of words that mean about the same */
  constructor(things: readonly Findable[], rings: readonly string[] = []) {
    // A word is stemmed once: most of them come hundreds of times.
    const terms = new Map<string, string | undefined>();
    const term = (word: string): string | null => {
      if (!terms.has(word)) terms.set(word, termOf(word));
      return terms.get(word) ?? null;
    };
    this.search = new MiniSearch({ fields: [...FIELDS], tokenize: wordsOf, processTerm: term });
    this.search.addAll([...things]);
    for (const stem of terms.values()) if (stem !== undefined) this.known.add(stem);
    this.answering = new Set(things.flatMap(({ id, answers }) => (answers === true ? [id] : [])));
    for (const ring of rings.map(termsOf)) for (const term of ring) this.kin.set(term, new Set([...(this.kin.get(term) ?? []), ...ring.filter((other) => other !== term && this.known.has(other))]));
  }

  /** The best first. @param allowed what may be found at all */
  find(question: string, allowed: (id: string) => boolean, most: number): Found[] {
    const asked = [...new Set(termsOf(question.slice(0, LONGEST_QUESTION)))];
    const total: Tally = new Map();
    for (const term of asked) for (const [id, { score, fit }] of this.meeting(term, allowed)) add(total, id, score, fit / asked.length);
    const answering = isQuestion(question);
    return [...total].map(([id, { score, fit }]) => ({ id, fit, score: score * fit * (answering && this.answering.has(id) ? ANSWERING : 1) }))
      .sort((one, other) => other.score - one.score || (one.id < other.id ? -1 : 1)).slice(0, most);
  }

  /** The things that one word meets, by itself or through its kin. */
  private meeting(term: string, allowed: (id: string) => boolean): Tally {
    const met: Tally = new Map();
    for (const [word, weight] of [[term, 1] as const, ...[...(this.kin.get(term) ?? [])].map((other) => [other, AKIN] as const)]) {
      for (const { id, score } of this.search.search(word, this.options(word, allowed))) {
        const before = met.get(String(id));
        met.set(String(id), { score: (before?.score ?? 0) + score * weight, fit: Math.max(before?.fit ?? 0, weight) });
      }
    }
    return met;
  }

  /** Words are stems already. */
  private options(word: string, allowed: (id: string) => boolean): SearchOptions {
    const known = this.known.has(word);
    return {
      filter: ({ id }) => allowed(String(id)), boost: BOOST, bm25: BM25, prefix: !known && word.length > 3, fuzzy: !known && word.length > 4 ? MISSPELT : false,
      processTerm: (text) => text, tokenize: (text) => [text],
    };
  }
}

const termsOf = (text: string): string[] => wordsOf(text).flatMap((word) => termOf(word) ?? []);

function add(tally: Tally, id: string, score: number, fit: number): void {
  const before = tally.get(id);
  tally.set(id, { score: (before?.score ?? 0) + score, fit: (before?.fit ?? 0) + fit });
}
