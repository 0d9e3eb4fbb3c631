import { randomUUID } from 'node:crypto';
import { type ActionNode, walkActions } from '../../contract/actions.js';
import type { CorrelationRule } from '../../contract/correlation-rule.js';
import { EXTRACTORS, type ExtractFrom } from '../../contract/extractors.js';
import type { HttpExchange } from '../../contract/http-exchange.js';
import type { CorrelationsTaskResult } from '../../contract/task.js';
import { PreparedRule, type Produced } from './correlation-rules.js';
import { injectionPlaces, type InjectionPlace } from './injection-places.js';
import { formsOf, replaceForm, unchangingPiece, type LiteralForm } from './literal-forms.js';

/** What was recorded for an action of the tree. */
export interface RecordedExchange extends HttpExchange { readonly actionId: string }
export interface Correlated { readonly children: ActionNode[]; readonly result: CorrelationsTaskResult }

/** A literal of the response at `producer` (position among the requests). `key` is the same for the same literal of the same rule. */
interface Binding extends Produced { readonly rule: PreparedRule; readonly producer: number; readonly key: string; readonly piece: string; forms(): readonly LiteralForm[] }
/** One place that takes a binding. */
interface Use { readonly binding: Binding; readonly consumer: number }
interface Rewrite { readonly place: InjectionPlace; readonly text: string }
interface Found { readonly uses: Use[]; readonly rewrites: Rewrite[] }

const EXTRACTOR_TYPES: ReadonlySet<string> = new Set(EXTRACTORS.map((extractor) => extractor.shape['@type'].value));

/** HTTP requests that are played, in tree order: they and everything above them are enabled. */
function playedRequests(children: readonly ActionNode[]): ActionNode[] {
  return [...walkActions(children)]
    .filter(({ node, above }) => node['@type'] === 'HttpRequestAction' && [node, ...above].every(({ enabled }) => enabled === true))
    .map(({ node }) => node);
}

/** Every literal the rules find, by position of the request whose response holds it. */
function bindingsOf(requests: readonly ActionNode[], recordings: readonly RecordedExchange[], rules: readonly PreparedRule[]): Binding[][] {
  const recorded = new Map(recordings.map((recording) => [recording.actionId, recording]));
  return requests.map((request, producer) => {
    const exchange = recorded.get(request.id);
    if (exchange === undefined) return [];
    return rules.flatMap((rule, order) => rule.produce(exchange).map((produced) => {
      let forms: LiteralForm[] | undefined;
      const key = [order, produced.variable, produced.from ?? '', produced.literal].join(' ');
      return { ...produced, rule, producer, key, piece: unchangingPiece(produced.literal), forms: () => (forms ??= formsOf(produced.literal, produced.variable)) };
    }));
  });
}

/** Whether a text carries a binding's literal in any form. */
const carries = (text: string, binding: Binding): boolean => text.includes(binding.piece) && binding.forms().some(({ needle }) => text.includes(needle));

/**
 * The bindings to try on a request. Longer literals first, so that one inside another does not tear it up; of equal literals
 * the nearest earlier response; then the order of the rules.
 */
function candidates(nearest: ReadonlyMap<string, Binding>, places: readonly InjectionPlace[]): Binding[] {
  const whole = places.map(({ text }) => text).join('\n');
  return [...nearest.values()].filter((binding) => carries(whole, binding)).sort((left, right) => right.literal.length - left.literal.length || right.producer - left.producer);
}

/** Writes the candidates into the text of one place; each that changes it is told to `used`. */
function rewritten(place: InjectionPlace, bindings: readonly Binding[], used: (binding: Binding) => void): string {
  return bindings.reduce((text, binding) => {
    if (!carries(text, binding) || !binding.rule.mayWrite(place)) return text;
    const replaced = binding.forms().reduce(replaceForm, text);
    if (replaced !== text) used(binding);
    return replaced;
  }, place.text);
}

/** Reads all requests from first to last and notes where which binding is used; `refused` ones are passed over. */
function findUses(requests: readonly ActionNode[], bindings: readonly (readonly Binding[])[], refused: ReadonlySet<string>): Found {
  const uses: Use[] = [];
  const rewrites: Rewrite[] = [];
  const nearest = new Map<string, Binding>();
  requests.forEach((request, consumer) => {
    const places = injectionPlaces(request);
    const known = candidates(nearest, places).filter((binding) => !refused.has(useKey(binding, consumer)));
    for (const place of known.length === 0 ? [] : places) {
      const text = rewritten(place, known, (binding) => uses.push({ binding, consumer }));
      if (text !== place.text) rewrites.push({ place, text });
    }
    for (const binding of bindings[consumer] ?? []) nearest.set(binding.key, binding);
  });
  return { uses, rewrites };
}

const useKey = (binding: Binding, consumer: number): string => `${binding.producer} ${consumer} ${binding.key}`;
const variableRoot = (binding: Binding): string => binding.rule.rule.extractor.name;

/** Positions of enabled extractors that are in the tree already, by variable: they overwrite it as well. */
function presentExtractors(requests: readonly ActionNode[]): Map<string, number[]> {
  const present = new Map<string, number[]>();
  requests.forEach((request, at) => {
    for (const child of request.children ?? []) {
      if (EXTRACTOR_TYPES.has(child['@type']) && child.enabled === true && child.name !== undefined) present.set(child.name, [...(present.get(child.name) ?? []), at]);
    }
  });
  return present;
}

/**
 * Uses that would read a variable after something else has overwritten it: between the response that gave the value and the
 * request that needs it, another extractor of the same variable runs. The same goes for a response read both escaped and not.
 */
function overwritten(uses: readonly Use[], present: ReadonlyMap<string, readonly number[]>, bindings: readonly (readonly Binding[])[]): Use[] {
  const producers = new Map<string, Set<number>>([...present].map(([variable, at]) => [variable, new Set(at)]));
  const plain = new Set<string>();
  for (const { binding } of uses) {
    producers.set(variableRoot(binding), (producers.get(variableRoot(binding)) ?? new Set()).add(binding.producer));
    if (binding.from === undefined) plain.add(`${binding.producer} ${binding.rule.rule.id}`);
  }
  return uses.filter(({ binding, consumer }) => {
    if (binding.from !== undefined && plain.has(`${binding.producer} ${binding.rule.rule.id}`)) return true;
    const others = [...(producers.get(variableRoot(binding)) ?? [])].filter((at) => at > binding.producer && at < consumer);
    return others.some((at) => !bindings[at]?.some((other) => other.variable === binding.variable && other.literal === binding.literal));
  });
}

/** The uses that hold together: those that would read an overwritten variable are taken out until none is left. */
function consistentUses(requests: readonly ActionNode[], bindings: readonly (readonly Binding[])[]): Found {
  const present = presentExtractors(requests);
  const refused = new Set<string>();
  for (;;) {
    const found = findUses(requests, bindings, refused);
    const bad = overwritten(found.uses, present, bindings);
    if (bad.length === 0) return found;
    for (const { binding, consumer } of bad) {
      refused.add(useKey(binding, consumer));
      binding.rule.message ??= `The variable ${binding.variable} is extracted again before a request that needs the earlier value; that value was left as recorded. Make the regular expression more exact, or use a second rule with another variable.`;
    }
  }
}

/** What makes two extractors the same: everything but id and `enabled`. */
const expressionOf = (node: Readonly<Record<string, unknown>>): string => JSON.stringify(Object.entries(node).filter(([field]) => field !== 'id' && field !== 'enabled').sort(([left], [right]) => (left < right ? -1 : 1)));

/** Puts the rule's extractor under a request unless an enabled one like it is there. @returns whether it was added */
function addExtractor(request: ActionNode, rule: CorrelationRule, from: ExtractFrom | undefined, id: string): boolean {
  const node: ActionNode = { ...rule.extractor, ...(from === undefined ? {} : { from }), id, enabled: true };
  if (request.children?.some((child) => child.enabled === true && expressionOf(child) === expressionOf(node)) === true) return false;
  request.children = [...(request.children ?? []), node];
  return true;
}

function resultOf(requests: readonly ActionNode[], rules: readonly PreparedRule[], bindings: readonly (readonly Binding[])[], uses: readonly Use[], extractorsAdded: number): CorrelationsTaskResult {
  const idsAt = (positions: Iterable<number>): string[] => [...new Set(positions)].sort((left, right) => left - right).flatMap((at) => requests[at]?.id ?? []);
  const outcomes = rules.map((prepared) => {
    const matchedActionIds = idsAt(bindings.flat().filter(({ rule }) => rule === prepared).map(({ producer }) => producer));
    const injectedActionIds = idsAt(uses.filter(({ binding }) => binding.rule === prepared).map(({ consumer }) => consumer));
    const idle = matchedActionIds.length === 0 ? 'No recorded response matches the extractor.' : 'The extractor matches, but no later request carries the recorded value where the injection rules allow it (or it was injected before).';
    const message = prepared.message ?? (injectedActionIds.length === 0 ? idle : undefined);
    return { ruleId: prepared.rule.id, name: prepared.rule.name, matchedActionIds, injectedActionIds, ...(message === undefined ? {} : { message }) };
  });
  return { '@type': 'CorrelationsTaskResult', extractorsAdded, injectionsMade: uses.length, rules: outcomes };
}

/**
 * Applies the enabled correlation rules to a Virtual User (entities.md §7, documented): where a recorded response holds a value
 * that a later request repeats, the extractor goes under the former and `${variable}` into the latter. Containers and disabled
 * requests stay as they are, and so does the tree given. Applying twice changes nothing.
 * @param recordings the recorded exchange per action id; requests without one give no value but may take one
 * @param newId where the ids of extractors come from
 * @returns the new tree and, per rule, where it matched, where it was injected and what was in the way
 */
export function applyCorrelations(children: readonly ActionNode[], recordings: readonly RecordedExchange[], rules: readonly CorrelationRule[], newId: () => string = randomUUID): Correlated {
  const tree = structuredClone(children) as ActionNode[];
  const requests = playedRequests(tree);
  const prepared = rules.filter((rule) => rule.enabled).map((rule) => new PreparedRule(rule));
  const bindings = bindingsOf(requests, recordings, prepared);
  const { uses, rewrites } = consistentUses(requests, bindings);
  for (const { place, text } of rewrites) place.write(text);
  let extractorsAdded = 0;
  const inOrder = [...uses].sort((left, right) => left.binding.producer - right.binding.producer || prepared.indexOf(left.binding.rule) - prepared.indexOf(right.binding.rule));
  for (const { binding } of inOrder) {
    const request = requests[binding.producer];
    if (request !== undefined && addExtractor(request, binding.rule.rule, binding.from, newId())) extractorsAdded += 1;
  }
  return { children: tree, result: resultOf(requests, prepared, bindings, uses, extractorsAdded) };
}
