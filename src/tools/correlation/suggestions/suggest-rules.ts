import type { InjectionTarget } from '../../../contract/correlation-rule.js';
import { patternsFor } from './contexts.js';
import { looksDynamic } from './looks-dynamic.js';
import { nameFor, freeVariable } from './naming.js';
import { type Occurrence, OccurrenceFinder, textsOf } from './occurrences.js';
import { findsFirst, regexOf } from './pattern.js';
import { asksForFile, isFile, type RecordedStep } from './recorded-steps.js';
import { assignRules, type Link, type Option, type RuleDraft } from './rule-drafts.js';
import { possibleValues, refererOf, type SentText, sentTexts, valuesIn } from './sent-values.js';

/** A rule that would carry one or more recorded values, and where each was seen. */
export interface Suggestion {
  readonly name: string;
  readonly variable: string;
  readonly regex: string;
  readonly extractFrom: 'BODY' | 'HEADERS';
  readonly injectionTargets: InjectionTarget[];
  readonly links: readonly Link[];
}
export interface Suggestions {
  readonly suggestions: readonly Suggestion[];
  /** Values that are repeated, but that no single first match finds. */
  readonly unresolved: readonly Link[];
  /** Drafts left out because a rule of the project has the same expression. */
  readonly known: number;
}
export interface Known { readonly variables: Iterable<string>; readonly regexes: ReadonlySet<string> }

const MOST_VALUES = 1_000;
/** Responses and places per value that patterns are tried on. */
const TRIED = 4;

interface Sending extends SentText { readonly step: number }

/**
 * Finds values that a later request repeats from an earlier response and proposes the rules that would carry them. Left out are
 * values that read like words, that a request sent first, that come from files served to everybody, and cookies, which the cookie
 * manager handles. @param steps the played requests in order
 */
export function suggestRules(steps: readonly RecordedStep[], { variables, regexes }: Known): Suggestions {
  const sendings = steps.flatMap(({ node }, step) => (asksForFile(node) ? [] : sentTexts(node).map((sent) => ({ ...sent, step }))));
  const firstSent = firstSendings(sendings);
  const finder = new OccurrenceFinder(firstSent.keys());
  for (const [step, { response }] of steps.entries()) for (const source of response === undefined ? [] : textsOf(response)) finder.read(step, source);
  const links = linksOf(sendings, firstSent, finder, steps);
  const { drafts, unresolved } = assignRules(links, optionsOf(links, finder));
  const news = drafts.filter(({ option }) => !regexes.has(regexOf(option.pattern)));
  const taken = new Set(variables);
  return { suggestions: news.map((draft) => suggestionOf(draft, steps, taken)), unresolved, known: drafts.length - news.length };
}

/** Every value that is sent and looks dynamic, with the first request that sends it. */
function firstSendings(sendings: readonly Sending[]): Map<string, number> {
  const first = new Map<string, number>();
  for (const { text, key, step } of sendings) {
    for (const value of possibleValues(text)) if (first.size < MOST_VALUES && !first.has(value) && looksDynamic(value, key)) first.set(value, step);
  }
  return first;
}

/** One link per sending of a value that an earlier response held, from its first response on; constants of the application are none. */
function linksOf(sendings: readonly Sending[], firstSent: ReadonlyMap<string, number>, finder: OccurrenceFinder, steps: readonly RecordedStep[]): Link[] {
  const origin = (value: string): Occurrence | undefined => {
    const [first] = finder.of(value);
    const isMade = first !== undefined && first.step < (firstSent.get(value) ?? 0);
    return isMade && finder.of(value).every(({ step }) => !isConstant(steps[step])) ? first : undefined;
  };
  return sendings.flatMap(({ text, step, target, where, key }) => valuesIn(text, (value) => origin(value) !== undefined)
    .map((value) => ({ value, producer: origin(value)?.step ?? 0, consumer: step, target, where, key })));
}

const isConstant = (step: RecordedStep | undefined): boolean => step !== undefined && isFile(step);

/** The patterns that find each value at its first places, in the order they are preferred. */
function optionsOf(links: readonly Link[], finder: OccurrenceFinder): Map<string, Option[]> {
  const options = new Map<string, Option[]>();
  for (const { value, consumer } of links) {
    if (options.has(value)) continue;
    const tried = finder.of(value).filter(({ step }) => step < consumer).slice(0, TRIED);
    options.set(value, tried.flatMap((occurrence) => patternsFor(occurrence).filter((pattern) => findsFirst(pattern, occurrence)).map((pattern) => ({ pattern, from: occurrence.source.from, producer: occurrence.step }))));
  }
  return options;
}

function suggestionOf({ option, links, targets }: RuleDraft, steps: readonly RecordedStep[], taken: Set<string>): Suggestion {
  const name = nameFor(option.pattern.key, links[0]?.key ?? '');
  const inReferer = steps.some(({ node }, step) => links.some(({ value, producer }) => producer < step && refererOf(node).includes(value)));
  const injectionTargets = [...new Set<InjectionTarget>([...targets, ...(inReferer ? ['HEADER' as const] : [])])];
  return { name, variable: freeVariable(name, taken), regex: regexOf(option.pattern), extractFrom: option.from, injectionTargets, links };
}
