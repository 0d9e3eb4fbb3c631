import type { InjectionTarget } from '../../../contract/correlation-rule.js';
import { type Pattern, regexOf } from './pattern.js';

/** A value that the response at `producer` gave and the request at `consumer` sends (positions among the played requests). */
export interface Link { readonly value: string; readonly producer: number; readonly consumer: number; readonly target: InjectionTarget; readonly where: string; readonly key: string }
/** One way to extract a value. */
export interface Option { readonly pattern: Pattern; readonly from: 'BODY' | 'HEADERS'; readonly producer: number }
export interface RuleDraft {
  readonly option: Option;
  readonly links: readonly Link[];
  /** Where it must be allowed to write: where its own values are sent, and those of the rules that may have to stand in for it. */
  readonly targets: ReadonlySet<InjectionTarget>;
}

/** A value with its uses and every way to find it, the preferred one first. */
interface Value { readonly uses: readonly Link[]; readonly options: readonly [Option, ...Option[]]; readonly signatures: ReadonlySet<string> }
interface Draft { readonly option: Option; readonly values: Value[]; readonly isContested: boolean }

/**
 * Deals the values out to rules. One rule may carry one value after another (an etag that changes with every answer), never two at
 * a time: values that are needed together get rules of their own, with an expression that finds no other one where there is such.
 * Values that no expression finds are unresolved.
 */
export function assignRules(links: readonly Link[], options: ReadonlyMap<string, readonly Option[]>): { drafts: RuleDraft[]; unresolved: Link[] } {
  const values: Value[] = [];
  const unresolved: Link[] = [];
  for (const [value, uses] of grouped(links)) {
    const [first, ...others] = options.get(value) ?? [];
    if (first !== undefined) values.push({ uses: uses.map((use) => ({ ...use, producer: first.producer })), options: [first, ...others], signatures: new Set([first, ...others].map(signatureOf)) });
    else unresolved.push(...uses.slice(0, 1));
  }
  const drafts = inOrder(draftsOf(values), values);
  return { drafts: drafts.map((draft) => ({ option: draft.option, links: draft.values.flatMap(({ uses }) => uses), targets: targetsOf(draft, drafts) })), unresolved };
}

/** The uses of each value, the value that was produced first leading. */
function grouped(links: readonly Link[]): [string, Link[]][] {
  const uses = new Map<string, Link[]>();
  for (const link of links) {
    const known = uses.get(link.value);
    if (known === undefined) uses.set(link.value, [link]);
    else known.push(link);
  }
  return [...uses].sort(([, left], [, right]) => (left[0]?.producer ?? 0) - (right[0]?.producer ?? 0) || (left[0]?.consumer ?? 0) - (right[0]?.consumer ?? 0));
}

const signatureOf = ({ from, pattern }: Option): string => `${from} ${regexOf(pattern)}`;

function draftsOf(values: readonly Value[]): Draft[] {
  const drafts: Draft[] = [];
  for (const value of values) {
    const isContested = values.some((other) => other !== value && related(value, other) && overlap(value, other));
    if (isContested) {
      const own = value.options.find((option) => values.every((other) => other === value || !other.signatures.has(signatureOf(option))));
      drafts.push({ option: own ?? value.options[0], values: [value], isContested });
      continue;
    }
    const shared = drafts.find((draft) => !draft.isContested && value.signatures.has(signatureOf(draft.option)));
    if (shared === undefined) drafts.push({ option: value.options[0], values: [value], isContested });
    else shared.values.push(value);
  }
  return drafts;
}

/** Whether some expression finds both. */
const related = (one: Value, other: Value): boolean => [...one.signatures].some((signature) => other.signatures.has(signature));

/** Whether one of two values would be extracted while the other is still needed. */
const overlap = (one: Value, other: Value): boolean => one.uses.some((use) => other.uses.some((next) => within(use, next) || within(next, use)));
const within = (early: Link, late: Link): boolean => late.producer >= early.producer && late.producer < early.consumer;

/**
 * By the first response. Contested values go first, the expressions that find the fewest of them leading: the first rule that finds
 * a value carries it.
 */
function inOrder(drafts: readonly Draft[], values: readonly Value[]): Draft[] {
  const reach = ({ option, isContested }: Draft): number => (isContested ? values.filter(({ signatures }) => signatures.has(signatureOf(option))).length : Number.MAX_SAFE_INTEGER);
  return [...drafts].sort((left, right) => reach(left) - reach(right) || left.option.producer - right.option.producer);
}

/** The places of its own values, and of all contested values that it finds too: which rule carries which is decided when they are applied. */
function targetsOf(draft: Draft, drafts: readonly Draft[]): Set<InjectionTarget> {
  const signature = signatureOf(draft.option);
  const others = draft.isContested ? drafts.filter(({ isContested }) => isContested).flatMap(({ values }) => values.filter(({ signatures }) => signatures.has(signature))) : [];
  return new Set([...draft.values, ...others].flatMap(({ uses }) => uses.map(({ target }) => target)));
}
