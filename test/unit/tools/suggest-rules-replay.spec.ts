import { describe, expect, it } from 'vitest';
import type { ActionNode } from '../../../src/contract/actions.js';
import { CorrelationRule, RULE_OF_TARGET } from '../../../src/contract/correlation-rule.js';
import { RegexpVariableExtractor } from '../../../src/contract/extractors.js';
import { applyCorrelations, type RecordedExchange } from '../../../src/local/design/correlation.js';
import { extractionReader } from '../../../src/local/design/extraction.js';
import { playedRequests } from '../../../src/tools/correlation/suggestions/recorded-steps.js';
import { suggestRules } from '../../../src/tools/correlation/suggestions/suggest-rules.js';
import { recorded } from '../design/shop-recording.js';
import { randomSite, sentBy } from './random-site.js';

const SITES = 1_000;

function correlated({ children, recordings }: { children: readonly ActionNode[]; recordings: readonly RecordedExchange[] }): { children: ActionNode[]; unresolved: string[] } {
  const responses = new Map(recordings.map(({ actionId, response }) => [actionId, response]));
  const { suggestions, unresolved } = suggestRules(playedRequests(children).map((node) => ({ node, response: responses.get(node.id) })), { variables: [], regexes: new Set() });
  const rules = suggestions.map(({ name, variable, regex, extractFrom, injectionTargets }, index) => CorrelationRule.parse({
    id: `rule-${index}`, projectId: 'p', name,
    extractor: { '@type': 'RegexpVariableExtractor', id: 'x', name: variable, enabled: true, regexp: regex, from: extractFrom },
    injectionRules: injectionTargets.map((target) => ({ '@type': RULE_OF_TARGET[target], regexp: '.*' })),
  }));
  return { children: applyCorrelations(children, recordings, rules).children, unresolved: unresolved.map(({ value }) => value) };
}

/** Plays a tree against another session of the site: what each request sends with the values extracted so far. */
function replayed(children: readonly ActionNode[], { recordings }: { recordings: readonly RecordedExchange[] }): string[] {
  const values = new Map<string, string>();
  return playedRequests(children).map((request) => {
    const filled = (text: string): string => text
      .replace(/\$\{__urlencode\(\$\{([\w-]+)\}\)\}/g, (_, name: string) => encodeURIComponent(values.get(name) ?? `<${name}?>`))
      .replace(/\$\{([\w-]+)\}/g, (_, name: string) => values.get(name) ?? `<${name}?>`);
    const sent = filled(sentBy(request));
    const exchange = recordings.find(({ actionId }) => actionId === request.id);
    for (const child of request.children ?? []) {
      const extractor = RegexpVariableExtractor.parse(child);
      for (const { variable, literal } of exchange === undefined ? [] : extractionReader(extractor)(exchange)) values.set(variable, literal);
    }
    return sent;
  });
}

/** A raw parameter that became one variable is stored unencoded and marked so (the backend's way): both spellings send the same. */
const comparable = (sent: string): string => sent.replace(/"value":"([^"]*)","encoded":(true|false)/g, (_, value: string, encoded: string) => `"value":"${encoded === 'true' ? encodeURIComponent(value) : value}"`);

/** Requests that do not send what the other session expects, of those whose values could all be resolved. */
function wrongRequests(oneName: boolean): { wrong: string[]; checked: number } {
  const wrong: string[] = [];
  let checked = 0;
  for (let seed = 1; seed <= SITES; seed++) {
    const site = randomSite(seed, oneName);
    const [first, second] = [recorded(...site(1)), recorded(...site(2))];
    const expected = playedRequests(second.children).map(sentBy).map(comparable);
    const { children, unresolved } = correlated(first);
    const before = playedRequests(first.children).map(sentBy).map(comparable);
    for (const [at, sent] of replayed(children, second).map(comparable).entries()) {
      const carriesUnresolved = unresolved.some((value) => before[at]?.includes(value) === true || before[at]?.includes(encodeURIComponent(value)) === true);
      if (carriesUnresolved || expected[at] === before[at]) continue;
      checked += 1;
      if (sent !== expected[at]) wrong.push(`site ${seed}, request ${at}: ${sent} instead of ${expected[at] ?? ''}`);
    }
  }
  return { wrong, checked };
}

describe('suggestions on sites made at random', () => {
  it('carry every token through another session', () => {
    const { wrong, checked } = wrongRequests(false);
    expect(wrong).toEqual([]);
    expect(checked).toBeGreaterThan(SITES);
  });
  it('never mix up tokens of one name, even where some cannot be resolved', () => {
    const { wrong, checked } = wrongRequests(true);
    expect(wrong).toEqual([]);
    expect(checked).toBeGreaterThan(SITES);
  });
});
